package io.sigyn.ingester.validate;

import io.sigyn.ingester.decode.DecodedPush;
import io.sigyn.model.Labels;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Finds the level that an entry shall have, as Loki does: a level label of the stream, else of the metadata, as it is
 * written; else OpenTelemetry's severity number; else a level field of the line, which is JSON or logfmt; else some words
 * in it; else {@code unknown}. For one thread at a time: the level found last is a place in {@link #buffer()}.
 */
public final class LevelDetector {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final String[] NAMES = {
        "level", "LEVEL", "Level", "severity", "SEVERITY", "Severity", "lvl", "LVL", "Lvl"
    };
    private static final byte[][] NAME_BYTES = new byte[NAMES.length][];
    private static final byte[] SEVERITY_NUMBER = bytes("severity_number");

    private static final byte[] UNKNOWN = bytes("unknown");
    private static final byte[] TRACE = bytes("trace");
    private static final byte[] DEBUG = bytes("debug");
    private static final byte[] INFO = bytes("info");
    private static final byte[] WARN = bytes("warn");
    private static final byte[] ERROR = bytes("error");
    private static final byte[] CRITICAL = bytes("critical");
    private static final byte[] FATAL = bytes("fatal");

    static {
        for (int i = 0; i < NAMES.length; i++) {
            NAME_BYTES[i] = bytes(NAMES[i]);
        }
    }

    /** The levels that lines can name or hint at, in an order that is not to be changed. */
    private static final byte[][] KNOWN = {UNKNOWN, TRACE, DEBUG, INFO, WARN, ERROR, CRITICAL, FATAL};

    /** The code of a level that is none of the known ones as such, but written in metadata. */
    public static final int WRITTEN = -1;

    private byte[] buffer = UNKNOWN;
    private int offset;
    private int length;

    private static byte[] bytes(String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
    }

    /** The level that all entries of a stream have, or null if each has its own. */
    public static byte @Nullable [] ofStream(Labels stream) {
        for (String name : NAMES) {
            String value = stream.get(name);
            if (value != null) {
                return value.getBytes(StandardCharsets.UTF_8);
            }
        }
        return null;
    }

    /** How many levels are known. */
    public static int known() {
        return KNOWN.length;
    }

    /** A known level by its code. */
    public static byte[] known(int code) {
        return KNOWN[code].clone();
    }

    /** The code of the level found last: 0 to {@link #known()}, or {@link #WRITTEN}. */
    public int code() {
        for (int code = 0; code < KNOWN.length; code++) {
            if (buffer == KNOWN[code]) {
                return code;
            }
        }
        return WRITTEN;
    }

    /** Where the level found last is. */
    public byte[] buffer() {
        return buffer;
    }

    public int offset() {
        return offset;
    }

    public int length() {
        return length;
    }

    /** Takes a level as found. */
    public void set(byte[] level) {
        set(level, 0, level.length);
    }

    private void set(byte[] from, int at, int size) {
        buffer = from;
        offset = at;
        length = size;
    }

    /** Finds the level of an entry whose stream has none. */
    public void detect(DecodedPush push, int entry) {
        if (push.pairsFrom(entry) == push.pairsTo(entry) || !ofMetadata(push, entry)) {
            set(ofLine(push.buffer(), push.lineOffset(entry), push.lineLength(entry)));
        }
    }

    private boolean ofMetadata(DecodedPush push, int entry) {
        byte[] text = push.buffer();
        for (byte[] name : NAME_BYTES) {
            for (int pair = push.pairsFrom(entry); pair < push.pairsTo(entry); pair++) {
                if (is(text, push.nameOffset(pair), push.nameLength(pair), name)) {
                    set(text, push.valueOffset(pair), push.valueLength(pair));
                    return true;
                }
            }
        }
        for (int pair = push.pairsFrom(entry); pair < push.pairsTo(entry); pair++) {
            if (is(text, push.nameOffset(pair), push.nameLength(pair), SEVERITY_NUMBER)) {
                set(ofSeverity(text, push.valueOffset(pair), push.valueLength(pair)));
                return true;
            }
        }
        return false;
    }

    private static boolean is(byte[] text, int at, int size, byte[] expected) {
        if (size != expected.length) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (text[at + i] != expected[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] ofSeverity(byte[] text, int at, int size) {
        int number;
        try {
            number = Integer.parseInt(new String(text, at, size, StandardCharsets.ISO_8859_1));
        } catch (NumberFormatException e) {
            return INFO;
        }
        if (number <= 0 || number > 24) {
            return UNKNOWN;
        }
        return switch ((number - 1) / 4) {
            case 0 -> TRACE;
            case 1 -> DEBUG;
            case 2 -> INFO;
            case 3 -> WARN;
            case 4 -> ERROR;
            default -> FATAL;
        };
    }

    /** The level that a line names, else the one that its words hint at. */
    static byte[] ofLine(byte[] text, int at, int size) {
        int from = at;
        int to = at + size;
        while (from < to && text[from] <= ' ' && text[from] >= 0) {
            from++;
        }
        while (to > from && text[to - 1] <= ' ' && text[to - 1] >= 0) {
            to--;
        }
        byte[] named = to - from >= 2 && text[from] == '{' && text[to - 1] == '}'
                ? LevelFields.inJson(text, from, to)
                : LevelFields.inLogfmt(text, from, to);
        return named == null ? ofWords(text, from, to) : named;
    }

    /** A level by its name in any case, or null. */
    static byte @Nullable [] named(byte[] text, int at, int size) {
        return switch (size) {
            case 3 ->
                isFold(text, at, "trc")
                        ? TRACE
                        : isFold(text, at, "dbg")
                                ? DEBUG
                                : isFold(text, at, "inf")
                                        ? INFO
                                        : isFold(text, at, "wrn") ? WARN : isFold(text, at, "err") ? ERROR : null;
            case 4 -> isFold(text, at, "info") ? INFO : isFold(text, at, "warn") ? WARN : null;
            case 5 ->
                isFold(text, at, "error")
                        ? ERROR
                        : isFold(text, at, "debug")
                                ? DEBUG
                                : isFold(text, at, "trace") ? TRACE : isFold(text, at, "fatal") ? FATAL : null;
            case 7 -> isFold(text, at, "warning") ? WARN : null;
            case 8 -> isFold(text, at, "critical") ? CRITICAL : null;
            default -> null;
        };
    }

    private static boolean isFold(byte[] text, int at, String lower) {
        for (int i = 0; i < lower.length(); i++) {
            if ((text[at + i] | 0x20) != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether bytes are the name of a field that holds a level. */
    static boolean isLevelName(byte[] text, int at, int size) {
        if (size != 5 && size != 8 && size != 3) {
            return false;
        }
        for (byte[] name : NAME_BYTES) {
            if (is(text, at, size, name)) {
                return true;
            }
        }
        return false;
    }

    /** By five bits each of two bytes: whether a word may have them, one after the other, as its first three pairs. */
    private static final boolean[] PAIRS = new boolean[1 << 10];

    static {
        for (String word : new String[] {"info", "erro", "err:", "warn", "crit", "debu"}) {
            for (int i = 0; i < 3; i++) {
                PAIRS[pair(word.charAt(i), word.charAt(i + 1))] = true;
            }
        }
    }

    private static int pair(int first, int second) {
        return ((first & 31) << 5) | (second & 31);
    }

    /**
     * The best of the words in a line; the first of this order that occurs anywhere: info, error, warning, critical, debug.
     * Each begins with four bytes, of which one of every three pairs in a row is at a place that is looked at.
     */
    private static byte[] ofWords(byte[] text, int from, int to) {
        int best = 5;
        int last = to - 4; // no word is shorter
        for (int at = from + 2; at < to - 1; at += 3) {
            if (!PAIRS[pair(text[at], text[at + 1])]) {
                continue;
            }
            for (int i = at - 2; i <= Math.min(at, last); i++) {
                int rank = rank(text, i, to);
                if (rank == 0) {
                    return INFO;
                }
                best = Math.min(best, rank);
            }
        }
        return switch (best) {
            case 1 -> ERROR;
            case 2 -> WARN;
            case 3 -> CRITICAL;
            case 4 -> DEBUG;
            default -> UNKNOWN;
        };
    }

    private static int word(String fourBytes) {
        return (int) INTS.get(bytes(fourBytes), 0);
    }

    private static final int INFO_LOW = word("info");
    private static final int INFO_UP = word("INFO");
    private static final int ERR_LOW = word("err:");
    private static final int ERR_UP = word("ERR:");
    private static final int ERRO_LOW = word("erro");
    private static final int ERRO_UP = word("ERRO");
    private static final int WARN_LOW = word("warn");
    private static final int WARN_UP = word("WARN");
    private static final int CRIT_LOW = word("crit");
    private static final int CRIT_UP = word("CRIT");
    private static final int DEBU_LOW = word("debu");
    private static final int DEBU_UP = word("DEBU");

    private static int rank(byte[] text, int at, int to) {
        int four = (int) INTS.get(text, at);
        int folded = four | 0x20202020;
        boolean word = folded == INFO_LOW
                || folded == ERRO_LOW
                || folded == WARN_LOW
                || folded == CRIT_LOW
                || folded == DEBU_LOW
                || folded == ERR_LOW;
        return word ? rankOfWord(four, text, at, to) : 5;
    }

    private static int rankOfWord(int four, byte[] text, int at, int to) {
        if (four == INFO_LOW || four == INFO_UP) {
            return 0;
        } else if (four == ERR_LOW || four == ERR_UP) {
            return 1;
        } else if (four == ERRO_LOW || four == ERRO_UP) {
            return follows(text, at + 4, to, four == ERRO_LOW ? "r" : "R") ? 1 : 5;
        } else if (four == WARN_LOW || four == WARN_UP) {
            boolean word =
                    follows(text, at + 4, to, ":") || follows(text, at + 4, to, four == WARN_LOW ? "ing" : "ING");
            return word ? 2 : 5;
        } else if (four == CRIT_LOW || four == CRIT_UP) {
            return follows(text, at + 4, to, four == CRIT_LOW ? "ical:" : "ICAL:") ? 3 : 5;
        } else if (four == DEBU_LOW || four == DEBU_UP) {
            return follows(text, at + 4, to, four == DEBU_LOW ? "g:" : "G:") ? 4 : 5;
        }
        return 5;
    }

    private static boolean follows(byte[] text, int at, int to, String word) {
        if (at + word.length() > to) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (text[at + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
