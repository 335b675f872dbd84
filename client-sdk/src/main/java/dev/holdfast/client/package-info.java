/**
 * What other services embed to hold stock.
 *
 * <pre>{@code
 * try (Holdfast holdfast = Holdfast.connect("127.0.0.1:7400")) {       // one a process
 *   HoldRequest basket =
 *       HoldRequest.in("web").line("SKU-1", 2).line("SKU-2", 1).ttl(Duration.ofMinutes(10));
 *   try (Hold hold = holdfast.hold(basket)) {
 *     pay();                                                           // throws: units go back
 *     hold.confirm("order-4711");
 *   } catch (RefusedException e) {
 *     tellTheCustomer(e.reason(), e.shortages());
 *   } catch (UnavailableException e) {
 *     fallBack(basket);                                                // the same request later
 *   }
 * }
 * }</pre>
 *
 * <p><b>Retries.</b> A call is tried again while the grid cannot decide it (UNAVAILABLE, or
 * RESOURCE_EXHAUSTED with a time to come back), after a jittered pause that doubles, never before
 * the time the grid asks for, until the deadline or the allowed number. Every attempt carries the
 * same identity (hold id, hold name, shipment id, cancellation id, adjustment id, source version),
 * so the grid acts once. When a connection breaks, its unanswered calls go to the next node under
 * the same identities. The caller may repeat a call in the same way: the identity is in the {@link
 * dev.holdfast.client.HoldRequest} from the start.
 *
 * <p><b>Threads.</b> Everything is thread-safe but the two builders, {@link
 * dev.holdfast.client.HoldfastBuilder} and {@link dev.holdfast.client.HoldRequest}. A connection
 * has one daemon thread. Stages of the {@code Async} forms complete on the executor for callbacks.
 *
 * <p><b>Limits</b>, checked by the grid and answered by {@link
 * dev.holdfast.client.InvalidRequestException} with the field at fault: ids 1 to 64 of {@code
 * A-Za-z0-9._~-}; a SKU 1 to 64 bytes of UTF-8 without control characters; 1 to 1,000 lines a hold;
 * quantities 1 to 1,000,000,000; times to live 1 s to 7 days. The SDK does not repeat these checks:
 * a limit that the grid raises needs no new SDK.
 *
 * <p><b>Why these types and not the generated ones.</b> The API is small immutable records.
 * Generated messages would put protobuf's version, its builders and its nulls-as-defaults into
 * every caller's code, and a field added to the wire would change the caller's types. No type of
 * gRPC, Netty or protobuf appears in this package's public signatures.
 *
 * <p><b>Why the shaded Netty.</b> The service that embeds this brings its own Netty, from Spring,
 * Vert.x, Cassandra's driver or an older gRPC, and Netty's versions do not mix on one class path.
 * The transport is therefore {@code grpc-netty-shaded}, whose Netty has its own package names, and
 * it is named directly instead of being found by service loading, so that a second transport on the
 * class path changes nothing. It costs 10 MB. Logs go to {@link java.lang.System.Logger}, which
 * needs no library.
 */
@NullMarked
package dev.holdfast.client;

import org.jspecify.annotations.NullMarked;
