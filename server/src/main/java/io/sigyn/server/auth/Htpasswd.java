package io.sigyn.server.auth;

import io.sigyn.server.config.ConfigException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Users with their passwords, as Apache's {@code htpasswd} keeps them: {@code name:hash} a line. Immutable. */
final class Htpasswd {
    static final Htpasswd NONE = new Htpasswd(Map.of());

    private final Map<String, PasswordHash> byUser;
    private final int dearest;

    private Htpasswd(Map<String, PasswordHash> byUser) {
        this.byUser = Map.copyOf(byUser);
        this.dearest =
                byUser.values().stream().mapToInt(PasswordHash::cost).max().orElse(0);
    }

    /** Reads a file's text; {@code source} names it when it is refused. No message repeats a password. */
    static Htpasswd parse(String source, String text) {
        Map<String, PasswordHash> byUser = new LinkedHashMap<>();
        Lines.forEach(source, text, (line, name, rest) -> {
            try {
                if (byUser.put(name, PasswordHash.parse(rest)) != null) {
                    throw new ConfigException(source + ":" + line + ": user \"" + name + "\" is there twice");
                }
            } catch (IllegalArgumentException e) {
                throw new ConfigException(source + ":" + line + ": user \"" + name + "\": " + e.getMessage());
            }
        });
        return new Htpasswd(byUser);
    }

    /** Takes as long for a user who is not there. May take a second: not for event loops. */
    boolean verify(String user, byte[] password) {
        PasswordHash hash = byUser.get(user);
        if (hash == null) {
            PasswordHash.spend(dearest, password);
            return false;
        }
        boolean right = hash.matches(password);
        hash.fill(dearest, password);
        return right;
    }

    Set<String> users() {
        return byUser.keySet();
    }

    boolean isEmpty() {
        return byUser.isEmpty();
    }

    /** Lines of {@code name:rest}, without empty ones and those that begin with a hash. */
    static final class Lines {
        private Lines() {}

        interface Taker {
            void take(int line, String name, String rest);
        }

        static void forEach(String source, String text, Taker taker) {
            int number = 0;
            for (String raw : text.split("\n", -1)) {
                number++;
                String line = raw.strip();
                if (line.isEmpty() || line.startsWith("#")) {
                    continue;
                }
                int colon = line.indexOf(':');
                if (colon <= 0) {
                    throw new ConfigException(source + ":" + number + ": no user's name (expected: name, a colon, and"
                            + " what proves it)");
                }
                taker.take(
                        number,
                        line.substring(0, colon),
                        line.substring(colon + 1).strip());
            }
        }
    }
}
