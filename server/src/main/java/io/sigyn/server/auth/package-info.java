/**
 * The gateway: who may pass, and what he may do.
 *
 * <p>{@link io.sigyn.server.auth.LoginGate} judges each request by its {@code Authorization} header. What it judges by is
 * one immutable {@link io.sigyn.server.auth.Logins}: passwords ({@link io.sigyn.server.auth.Htpasswd}), bearer tokens
 * ({@link io.sigyn.server.auth.Tokens}) and what each user may do ({@link io.sigyn.server.auth.Grants}). A changed file
 * makes a new one; one that cannot be used leaves the old one in force. Whose logs a request is about is not decided
 * here but where the tenant's header is read, by asking the {@link io.sigyn.server.auth.Principal}.
 */
@NullMarked
package io.sigyn.server.auth;

import org.jspecify.annotations.NullMarked;
