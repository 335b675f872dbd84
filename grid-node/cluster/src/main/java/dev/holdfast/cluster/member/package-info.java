/** The members of a cluster: who is there, what lies between them, and who should hold what. */
@NullMarked
package dev.holdfast.cluster.member;

import org.jspecify.annotations.NullMarked;
