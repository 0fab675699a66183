/**
 * Loki's configuration, read as it is: {@link io.sigyn.server.config.ConfigLoader} merges defaults, file, environment
 * and flags by the registry in {@link io.sigyn.server.config.Setting}; {@link io.sigyn.server.config.SigynConfig} is
 * what the parts are built from; {@link io.sigyn.server.config.TenantOverrides} follows the runtime configuration.
 */
@NullMarked
package io.sigyn.server.config;

import org.jspecify.annotations.NullMarked;
