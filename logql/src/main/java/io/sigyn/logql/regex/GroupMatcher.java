package io.sigyn.logql.regex;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the groups of an expression in one text after the other. Texts in ASCII that are not too long are matched by
 * trying one way after the other, none of them twice from the same place, so that it takes linear time; the engine
 * matches all others. Allocates nothing but where the engine is needed. For one thread.
 */
public final class GroupMatcher {
    private static final int MAX_BITS = 1 << 18; // of ways that were tried

    private final GroupRegex regex;
    private final @Nullable GroupProgram program;
    private final int[] places;
    private long[] tried = new long[16];
    private int[] stack = new int[64];
    private int depth;
    private byte[] text = {};
    private int begin;
    private int end;

    GroupMatcher(GroupRegex regex) {
        this.regex = regex;
        this.program = regex.program();
        this.places = new int[2 * (regex.names().size() + 1)];
        Arrays.fill(places, -1);
    }

    /** Whether there is a match; if so, {@link #start} and {@link #end} tell of it until the next call. */
    public boolean match(byte[] newText, int offset, int length) {
        if (regex.cannotMatch(newText, offset, length)) {
            return false;
        }
        GroupProgram known = program;
        if (known == null || (long) known.splits * (length + 1) > MAX_BITS || !Utf8.isAscii(newText, offset, length)) {
            return regex.matchByEngine(newText, offset, length, places);
        }
        text = newText;
        begin = offset;
        end = offset + length;
        return search(known);
    }

    /** The first byte of a group, or -1 if it took no part in the match. */
    public int start(int group) {
        return places[2 * group];
    }

    public int end(int group) {
        return places[2 * group + 1];
    }

    private boolean search(GroupProgram known) {
        int words = (int) (((long) known.splits * (end - begin + 1) + 63) >>> 6);
        if (words > tried.length) {
            tried = new long[Math.max(words, 2 * tried.length)];
        } else {
            Arrays.fill(tried, 0, words, 0);
        }
        AsciiSet first = known.first;
        int last = known.beginsText() ? begin : end;
        for (int from = begin; from <= last; from++) {
            if (first != null && (from == end || !first.contains(text[from]))) {
                continue;
            }
            Arrays.fill(places, -1);
            depth = 0;
            if (run(known, from)) {
                places[0] = from;
                return true;
            }
        }
        return false;
    }

    private boolean run(GroupProgram known, int from) {
        int i = 0;
        int at = from;
        while (true) {
            boolean goesOn = true;
            switch (known.ops[i]) {
                case GroupProgram.RUNE -> {
                    goesOn = at < end && known.sets[i].contains(text[at]);
                    at++;
                    i++;
                }
                case GroupProgram.SPAN -> {
                    AsciiSet set = known.sets[i];
                    int start = at;
                    while (at < end && set.contains(text[at])) {
                        at++;
                    }
                    goesOn = at - start >= known.x[i];
                    i++;
                }
                case GroupProgram.SPLIT -> {
                    goesOn = isNew(known.splitNumber(i), at);
                    if (goesOn) {
                        push(known.y[i], at);
                        i = known.x[i];
                    }
                }
                case GroupProgram.JUMP -> i = known.x[i];
                case GroupProgram.SAVE -> {
                    int place = known.x[i];
                    push(-1 - place, places[place]);
                    places[place] = at;
                    i++;
                }
                case GroupProgram.ASSERT -> {
                    goesOn = holds((char) known.x[i], at);
                    i++;
                }
                default -> {
                    places[1] = at;
                    return true;
                }
            }
            if (!goesOn) {
                int found = pop();
                if (found < 0) {
                    return false;
                }
                i = stack[found];
                at = stack[found + 1];
            }
        }
    }

    private boolean isNew(int split, int at) {
        int bit = split * (end - begin + 1) + at - begin;
        long mask = 1L << bit;
        if ((tried[bit >>> 6] & mask) != 0) {
            return false;
        }
        tried[bit >>> 6] |= mask;
        return true;
    }

    private void push(int instruction, int value) {
        if (depth + 2 > stack.length) {
            stack = Arrays.copyOf(stack, 2 * stack.length);
        }
        stack[depth++] = instruction;
        stack[depth++] = value;
    }

    /** Goes back to the last choice, where groups were as they were then; its place on the stack, or -1 if there is none. */
    private int pop() {
        while (depth > 0) {
            depth -= 2;
            if (stack[depth] >= 0) {
                return depth;
            }
            places[-1 - stack[depth]] = stack[depth + 1];
        }
        return -1;
    }

    private boolean holds(char assertion, int at) {
        return switch (assertion) {
            case 'A' -> at == begin;
            case 'z' -> at == end;
            case '^' -> at == begin || text[at - 1] == '\n';
            case '$' -> at == end || text[at] == '\n';
            default -> (isWord(at - 1) != isWord(at)) == (assertion == 'b');
        };
    }

    private boolean isWord(int at) {
        return at >= begin && at < end && AsciiSet.WORD.contains(text[at]);
    }
}
