/** The doors: gRPC and JSON services in front of the engine's port. */
@NullMarked
package dev.holdfast.api;

import org.jspecify.annotations.NullMarked;
