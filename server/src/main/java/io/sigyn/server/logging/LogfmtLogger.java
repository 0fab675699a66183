package io.sigyn.server.logging;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/**
 * Writes {@code ts=... level=info logger=Sigyn msg="..."} and what an event has of keys and values, a line at a time.
 * Thread-safe.
 */
final class LogfmtLogger extends LegacyAbstractLogger implements LoggingEventAware {
    private static final long serialVersionUID = 1;

    private final boolean ours;
    private final String shortName;

    LogfmtLogger(String name) {
        this.name = name;
        this.ours = name.startsWith("io.sigyn");
        this.shortName = name.substring(name.lastIndexOf('.') + 1);
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            String pattern,
            Object @Nullable [] arguments,
            @Nullable Throwable failure) {
        write(level, MessageFormatter.basicArrayFormat(pattern, arguments), List.of(), failure);
    }

    @Override
    public void log(LoggingEvent event) {
        String message = MessageFormatter.basicArrayFormat(event.getMessage(), event.getArgumentArray());
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        write(event.getLevel(), message, pairs == null ? List.of() : pairs, event.getThrowable());
    }

    private void write(Level level, String message, List<KeyValuePair> pairs, @Nullable Throwable failure) {
        StringBuilder line = new StringBuilder(160);
        line.append("ts=").append(Instant.now().truncatedTo(ChronoUnit.MILLIS));
        line.append(" level=").append(level.name().toLowerCase(Locale.ROOT));
        line.append(" logger=").append(shortName).append(" msg=");
        quote(line, message);
        for (KeyValuePair pair : pairs) {
            value(line.append(' ').append(pair.key).append('='), String.valueOf(pair.value));
        }
        if (failure != null) {
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            quote(line.append(" err="), trace.toString().strip());
        }
        System.err.println(line);
    }

    /** Without quotes where none are needed. */
    private static void value(StringBuilder out, String text) {
        boolean plain =
                !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 127 && c != '"' && c != '=' && c != '\\');
        if (plain) {
            out.append(text);
        } else {
            quote(out, text);
        }
    }

    private static void quote(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                default -> out.append(c < ' ' ? '?' : c);
            }
        }
        out.append('"');
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    public boolean isTraceEnabled() {
        return false;
    }

    @Override
    public boolean isDebugEnabled() {
        return LogLevel.isEnabled(Level.DEBUG, ours);
    }

    @Override
    public boolean isInfoEnabled() {
        return LogLevel.isEnabled(Level.INFO, ours);
    }

    @Override
    public boolean isWarnEnabled() {
        return LogLevel.isEnabled(Level.WARN, ours);
    }

    @Override
    public boolean isErrorEnabled() {
        return LogLevel.isEnabled(Level.ERROR, ours);
    }
}
