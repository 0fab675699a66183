/** Logs as logfmt lines on standard error, through SLF4J: {@link io.sigyn.server.logging.LogfmtProvider} is the provider. */
@NullMarked
package io.sigyn.server.logging;

import org.jspecify.annotations.NullMarked;
