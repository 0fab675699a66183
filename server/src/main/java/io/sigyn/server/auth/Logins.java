package io.sigyn.server.auth;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Who can log in, as the files said at one moment, and who has: a header that was checked once is known again by a keyed
 * digest, so that bcrypt is not paid for by each request. What was refused is remembered apart, so that guessing pushes
 * nobody out. Both are bounded, and end with this. Thread-safe.
 */
final class Logins {
    static final int MAX_KNOWN = 4096;
    private static final String MAC = "HmacSHA256";

    private final Htpasswd passwords;
    private final Tokens tokens;
    private final Grants grants;
    private final SecretKeySpec secret;
    private final ThreadLocal<Mac> macs;
    private final Map<ByteBuffer, Outcome> accepted = bounded();
    private final Map<ByteBuffer, Outcome> refused = bounded();
    private final ConcurrentHashMap<ByteBuffer, CompletableFuture<Outcome>> underway = new ConcurrentHashMap<>();

    /** What came of a login: a user, or none; and what he may do, which can be nothing. */
    record Outcome(String user, Optional<Principal> principal) {
        static final Outcome UNKNOWN = new Outcome("", Optional.empty());

        boolean isUser() {
            return !user.isEmpty();
        }
    }

    Logins(Htpasswd passwords, Tokens tokens, Grants grants) {
        this.passwords = passwords;
        this.tokens = tokens;
        this.grants = grants;
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        this.secret = new SecretKeySpec(key, MAC);
        this.macs = ThreadLocal.withInitial(this::newMac);
    }

    private static Map<ByteBuffer, Outcome> bounded() {
        return Collections.synchronizedMap(new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Outcome> eldest) {
                return size() > MAX_KNOWN;
            }
        });
    }

    private Mac newMac() {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(secret);
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has " + MAC, e);
        }
    }

    /** What is known of a header already; null if it must be checked. Fast. */
    @Nullable
    Outcome known(String header) {
        ByteBuffer key = key(header);
        Outcome outcome = accepted.get(key);
        return outcome != null ? outcome : refused.get(key);
    }

    /** Fast. */
    Outcome byToken(String token) {
        String user = tokens.user(token);
        return user == null ? Outcome.UNKNOWN : new Outcome(user, grants.of(user));
    }

    /** Checks on the executor; the same header is checked once, however many wait for it. */
    CompletableFuture<Outcome> byPassword(String header, String user, byte[] password, Executor executor) {
        ByteBuffer key = key(header);
        CompletableFuture<Outcome> mine = new CompletableFuture<>();
        CompletableFuture<Outcome> other = underway.putIfAbsent(key, mine);
        if (other != null) {
            return other;
        }
        try {
            executor.execute(() -> {
                try {
                    boolean right = passwords.verify(user, password);
                    Outcome outcome = right ? new Outcome(user, grants.of(user)) : Outcome.UNKNOWN;
                    (right ? accepted : refused).put(key, outcome);
                    mine.complete(outcome);
                } catch (RuntimeException failure) {
                    mine.completeExceptionally(failure);
                } finally {
                    underway.remove(key);
                }
            });
        } catch (RuntimeException rejected) {
            underway.remove(key);
            mine.completeExceptionally(rejected);
        }
        return mine;
    }

    private ByteBuffer key(String header) {
        return ByteBuffer.wrap(macs.get().doFinal(header.getBytes(StandardCharsets.UTF_8)));
    }

    boolean hasPasswords() {
        return !passwords.isEmpty();
    }

    boolean hasTokens() {
        return !tokens.isEmpty();
    }

    /** Users who may do something, but can never prove to be they. */
    Set<String> withoutLogin() {
        Set<String> users = new TreeSet<>(grants.users());
        users.removeAll(passwords.users());
        users.removeAll(tokens.users());
        return users;
    }

    int size() {
        Set<String> users = new TreeSet<>(passwords.users());
        users.addAll(tokens.users());
        return users.size();
    }
}
