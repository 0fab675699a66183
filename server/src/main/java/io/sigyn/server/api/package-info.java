/**
 * Loki's API: {@link io.sigyn.server.api.Routes} is the table of what there is; each handler turns requests into calls
 * of the parts and their results into answers. {@link io.sigyn.server.api.Tenants} says whose a request is, {@link
 * io.sigyn.server.api.ErrorMapper} what a failure looks like from outside, {@link io.sigyn.server.api.LokiJsonEncoder}
 * how results are spelled.
 */
@NullMarked
package io.sigyn.server.api;

import org.jspecify.annotations.NullMarked;
