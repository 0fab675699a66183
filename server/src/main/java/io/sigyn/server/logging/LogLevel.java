package io.sigyn.server.logging;

import java.util.Locale;
import java.util.Optional;
import org.slf4j.event.Level;

/** What is logged at the moment: our own from a level on that can be changed at any time, others from warnings on. Thread-safe. */
public final class LogLevel {
    private static volatile Level level = Level.INFO;

    private LogLevel() {}

    /** Takes one of debug, info, warn and error; false if it is none of them. */
    public static boolean set(String name) {
        Optional<Level> wanted = switch (name) {
            case "debug" -> Optional.of(Level.DEBUG);
            case "info" -> Optional.of(Level.INFO);
            case "warn" -> Optional.of(Level.WARN);
            case "error" -> Optional.of(Level.ERROR);
            default -> Optional.empty();
        };
        wanted.ifPresent(found -> level = found);
        return wanted.isPresent();
    }

    public static String get() {
        return level.name().toLowerCase(Locale.ROOT);
    }

    static boolean isEnabled(Level asked, boolean ours) {
        Level from = ours || level.toInt() > Level.WARN.toInt() ? level : Level.WARN;
        return asked.toInt() >= from.toInt();
    }
}
