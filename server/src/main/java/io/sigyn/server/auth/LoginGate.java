package io.sigyn.server.auth;

import io.sigyn.server.config.ConfigException;
import io.sigyn.server.config.SigynConfig;
import io.sigyn.server.http.Access;
import io.sigyn.server.http.ApiResponse;
import io.sigyn.server.http.FairExecutor;
import io.sigyn.server.http.Gate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets nobody pass who is not known and allowed to, but for routes that are open. {@link #reload} takes changed files; if
 * they cannot be used that is said, and who could log in before still can. Thread-safe; owns its threads.
 */
public final class LoginGate implements Gate, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LoginGate.class);
    private static final int MAX_CHECKS_PER_ADDRESS = 64;
    private static final int PASSING = 503;

    private final SigynConfig.Gateway config;
    private final FairExecutor checks;
    private final LongAdder refusals = new LongAdder();
    private volatile Logins logins;
    private volatile Texts read;
    private volatile boolean lastReloadGood = true;
    private volatile Runnable changed = () -> {};

    /** The files as they were read. */
    private record Texts(String passwords, String tokens, String grants) {
        @Override
        public String toString() {
            return "texts"; // they hold secrets
        }
    }

    /** Reads the files; throws {@link ConfigException} if they cannot be used. */
    public LoginGate(SigynConfig.Gateway config) {
        this.config = config;
        this.read = texts();
        this.logins = logins(read);
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        this.checks = new FairExecutor("login", threads, MAX_CHECKS_PER_ADDRESS, PASSING);
        logins.withoutLogin().forEach(LoginGate::warnWithoutLogin);
    }

    private static void warnWithoutLogin(String user) {
        log.warn("user \"{}\" is allowed something, but has neither password nor token", user);
    }

    private Texts texts() {
        return new Texts(text(config.passwords()), text(config.tokens()), text(config.users()));
    }

    private static String text(Optional<Path> file) {
        if (file.isEmpty()) {
            return "";
        }
        try {
            return Files.readString(file.get());
        } catch (NoSuchFileException e) {
            throw new ConfigException(file.get() + ": no such file");
        } catch (IOException e) {
            throw new ConfigException(
                    file.get() + ": cannot be read: " + e.getClass().getSimpleName());
        }
    }

    private Logins logins(Texts texts) {
        Grants.Unlisted unlisted = Grants.Unlisted.parse(config.unlistedUsers());
        Htpasswd passwords = config.passwords()
                .map(file -> Htpasswd.parse(file.toString(), texts.passwords))
                .orElse(Htpasswd.NONE);
        Tokens tokens = config.tokens()
                .map(file -> Tokens.parse(file.toString(), texts.tokens))
                .orElse(Tokens.NONE);
        Grants grants = config.users()
                .map(file -> Grants.parse(file.toString(), texts.grants, unlisted))
                .orElseGet(() -> Grants.unlistedOnly(unlisted));
        return new Logins(passwords, tokens, grants);
    }

    /** Runs whenever other files than before count. */
    public void whenChanged(Runnable listener) {
        changed = listener;
    }

    /** Reads the files again; called by one thread at a time. */
    public void reload() {
        try {
            Texts now = texts();
            if (!now.equals(read)) {
                Logins fresh = logins(now);
                logins = fresh;
                read = now;
                log.info("logins read again, users={}", fresh.size());
                fresh.withoutLogin().forEach(LoginGate::warnWithoutLogin);
                changed.run();
            }
            lastReloadGood = true;
        } catch (ConfigException e) {
            lastReloadGood = false;
            log.error("logins not taken over, who could log in before still can: {}", e.getMessage());
        }
    }

    /** Whether the last {@link #reload} could use the files. */
    public boolean lastReloadGood() {
        return lastReloadGood;
    }

    /** How many requests were refused since their login was wrong or missing. */
    public long refusals() {
        return refusals.sum();
    }

    @Override
    public CompletableFuture<Verdict> judge(Arrival arrival) {
        if (arrival.route() != null
                && config.openPaths().contains(arrival.route().template())) {
            return done(Verdict.pass(null, arrival.remote()));
        }
        if (arrival.authorization().size() != 1) {
            return done(unknown());
        }
        Logins now = logins;
        String header = arrival.authorization().get(0);
        Logins.Outcome known = now.known(header);
        if (known != null) {
            return done(verdict(known, arrival));
        }
        Credentials credentials = Credentials.parse(header);
        if (credentials instanceof Credentials.Token token) {
            return done(verdict(now.byToken(token.token()), arrival));
        }
        if (!(credentials instanceof Credentials.Password password) || !now.hasPasswords()) {
            return done(unknown());
        }
        return now.byPassword(
                        header, password.user(), password.password(), check -> checks.execute(arrival.remote(), check))
                .handle((outcome, failure) -> failure == null ? verdict(outcome, arrival) : failed(failure));
    }

    private static CompletableFuture<Verdict> done(Verdict verdict) {
        return CompletableFuture.completedFuture(verdict);
    }

    private static Verdict failed(Throwable failure) {
        if (failure instanceof RejectedExecutionException) {
            return Verdict.refuse(ApiResponse.plainText(PASSING, "too many logins to check, try again\n")
                    .withHeader("Retry-After", "1"));
        }
        throw new CompletionException(failure);
    }

    private Verdict verdict(Logins.Outcome outcome, Arrival arrival) {
        if (!outcome.isUser()) {
            return unknown();
        }
        if (outcome.principal().isEmpty()) {
            return forbidden("user \"" + outcome.user() + "\" is not listed among those who may do something");
        }
        Principal principal = outcome.principal().get();
        if (arrival.route() != null && !principal.may(arrival.route().access())) {
            return forbidden("user \"" + principal.name() + "\" may not do that, the right is "
                    + name(arrival.route().access()));
        }
        return Verdict.pass(principal, arrival.tenantHeader().isEmpty() ? principal.name() : arrival.tenantHeader());
    }

    private static String name(Access access) {
        return access.name().toLowerCase(Locale.ROOT);
    }

    private static Verdict forbidden(String why) {
        return Verdict.refuse(ApiResponse.plainText(403, why + "\n"));
    }

    private Verdict unknown() {
        refusals.increment();
        Logins now = logins;
        ApiResponse answer = ApiResponse.plainText(401, "login required\n");
        if (now.hasPasswords() || !now.hasTokens()) {
            answer = answer.withHeader("WWW-Authenticate", "Basic realm=\"" + config.realm() + "\", charset=\"UTF-8\"");
        }
        if (now.hasTokens()) {
            answer = answer.withHeader("WWW-Authenticate", "Bearer realm=\"" + config.realm() + "\"");
        }
        return Verdict.refuse(answer);
    }

    @Override
    public void close() {
        checks.close();
    }
}
