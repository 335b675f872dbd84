/**
 * How calls travel: one I/O thread a connection, a hold stream that packs calls into frames,
 * retries under one identity. Free to change; nothing here is part of the API.
 */
@NullMarked
package dev.holdfast.client.internal;

import org.jspecify.annotations.NullMarked;
