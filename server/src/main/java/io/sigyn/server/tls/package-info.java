/**
 * TLS in front of HTTP: {@link io.sigyn.server.tls.TlsFiles} follows certificate and key as they change, {@link
 * io.sigyn.server.tls.PemKey} reads keys as OpenSSL, Go and cert-manager write them.
 */
@NullMarked
package io.sigyn.server.tls;

import org.jspecify.annotations.NullMarked;
