package io.sigyn.server.auth;

import io.sigyn.server.config.ConfigException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Bearer tokens with their users, {@code name:token} or {@code name:{SHA256}hex} a line; a user may have several. Only
 * digests are kept: a token is long and random, so that one fast digest hides it. Immutable.
 */
final class Tokens {
    static final Tokens NONE = new Tokens(Map.of());

    private static final int MIN_LENGTH = 16;
    private static final String HASHED = "{SHA256}";

    private final Map<ByteBuffer, String> byDigest;

    private Tokens(Map<ByteBuffer, String> byDigest) {
        this.byDigest = Map.copyOf(byDigest);
    }

    /** Reads a file's text; {@code source} names it when it is refused. No message repeats a token. */
    static Tokens parse(String source, String text) {
        Map<ByteBuffer, String> byDigest = new HashMap<>();
        Htpasswd.Lines.forEach(source, text, (line, name, rest) -> {
            try {
                if (byDigest.put(ByteBuffer.wrap(digest(rest)), name) != null) {
                    throw new IllegalArgumentException("the token is there twice");
                }
            } catch (IllegalArgumentException e) {
                throw new ConfigException(source + ":" + line + ": user \"" + name + "\": " + e.getMessage());
            }
        });
        return new Tokens(byDigest);
    }

    private static byte[] digest(String token) {
        if (token.startsWith(HASHED)) {
            String hex = token.substring(HASHED.length());
            if (!hex.matches("[0-9a-fA-F]{64}")) {
                throw new IllegalArgumentException("{SHA256} is not followed by a digest (expected: 64 hex digits, as"
                        + " `echo -n TOKEN | sha256sum` prints them)");
            }
            return HexFormat.of().parseHex(hex);
        }
        if (token.length() < MIN_LENGTH || token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException("the token can be guessed or sent by nobody (expected: at least "
                    + MIN_LENGTH + " letters without spaces, as `openssl rand -hex 32` makes them)");
        }
        return sha256(token);
    }

    /** Whose token it is. Looks the digest up, so that time says nothing about tokens. */
    @Nullable
    String user(String token) {
        return byDigest.get(ByteBuffer.wrap(sha256(token)));
    }

    Set<String> users() {
        return new TreeSet<>(byDigest.values());
    }

    boolean isEmpty() {
        return byDigest.isEmpty();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
