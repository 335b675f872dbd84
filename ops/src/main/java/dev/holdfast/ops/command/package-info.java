/** What the commands share: their failures, their JSON files, the audit. */
@NullMarked
package dev.holdfast.ops.command;

import org.jspecify.annotations.NullMarked;
