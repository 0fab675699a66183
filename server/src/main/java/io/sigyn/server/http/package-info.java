/**
 * HTTP/1.1 without anything of Loki's: {@link io.sigyn.server.http.HttpServer} accepts connections, {@link
 * io.sigyn.server.http.Router} finds the {@link io.sigyn.server.http.Route}, its {@link io.sigyn.server.http.Handler}
 * runs on a {@link io.sigyn.server.http.FairExecutor} and answers an {@link io.sigyn.server.http.ApiRequest} with an
 * {@link io.sigyn.server.http.ApiResponse}. Nothing blocks an event loop; one request of a connection runs at a time.
 */
@NullMarked
package io.sigyn.server.http;

import org.jspecify.annotations.NullMarked;
