package io.sigyn.logql.regex;

import io.sigyn.logql.regex.GroupSyntax.Node;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An expression with groups as instructions for {@link GroupMatcher}. Of a repetition whose characters cannot be what
 * comes behind it there is but one way to match, all of them; it is one instruction. Immutable.
 */
final class GroupProgram {
    /** What an instruction does; {@code x} and {@code y} are its arguments, and where it does not jump, the next follows. */
    static final byte RUNE = 0; // one character of the set

    static final byte SPAN = 1; // as many characters of the set as there are, at least x
    static final byte SPLIT = 2; // tries x, and y if that fails
    static final byte JUMP = 3; // goes to x
    static final byte SAVE = 4; // the place x of a group is here
    static final byte ASSERT = 5; // x says what must be true here
    static final byte MATCH = 6;

    private static final int MAX_INSTRUCTIONS = 500;
    private static final int MAX_LOOK = 50;

    byte[] ops = new byte[32];
    int[] x = new int[32];
    int[] y = new int[32];
    AsciiSet[] sets = new AsciiSet[32];
    int size;
    int splits;
    /** What a match can begin with, or null if it may be empty or begin with an assertion. */
    @Nullable
    AsciiSet first;

    private boolean tooLong;

    private GroupProgram() {}

    /** The program of an expression, or null if it is none of those that it pays to have one for. */
    static @Nullable GroupProgram compile(String regex) {
        Node node = GroupSyntax.parse(regex);
        if (node == null) {
            return null;
        }
        GroupProgram program = new GroupProgram();
        program.emit(node);
        program.add(MATCH, 0, 0, AsciiSet.NONE);
        if (program.tooLong) {
            return null;
        }
        program.makeSpans();
        program.numberSplits();
        program.first = program.firstFrom(0, new int[1]);
        return program;
    }

    boolean beginsText() {
        int i = 0;
        while (ops[i] == SAVE) {
            i++;
        }
        return ops[i] == ASSERT && x[i] == 'A';
    }

    private int add(byte op, int first, int second, AsciiSet set) {
        if (size == MAX_INSTRUCTIONS) {
            tooLong = true;
            return 0;
        }
        if (size == ops.length) {
            ops = Arrays.copyOf(ops, 2 * size);
            x = Arrays.copyOf(x, 2 * size);
            y = Arrays.copyOf(y, 2 * size);
            sets = Arrays.copyOf(sets, 2 * size);
        }
        ops[size] = op;
        x[size] = first;
        y[size] = second;
        sets[size] = set;
        return size++;
    }

    private void emit(Node node) {
        if (node instanceof Node.Runes runes) {
            add(RUNE, 0, 0, runes.set());
        } else if (node instanceof Node.Assertion assertion) {
            add(ASSERT, assertion.kind(), 0, AsciiSet.NONE);
        } else if (node instanceof Node.Sequence sequence) {
            sequence.parts().forEach(this::emit);
        } else if (node instanceof Node.Group group) {
            add(SAVE, 2 * group.number(), 0, AsciiSet.NONE);
            emit(group.node());
            add(SAVE, 2 * group.number() + 1, 0, AsciiSet.NONE);
        } else if (node instanceof Node.Choice choice) {
            emitChoice(choice);
        } else {
            emitRepeated((Node.Repeated) node);
        }
    }

    private void emitChoice(Node.Choice choice) {
        int last = choice.branches().size() - 1;
        int[] jumps = new int[last];
        for (int i = 0; i < last; i++) {
            int split = add(SPLIT, size + 1, 0, AsciiSet.NONE);
            emit(choice.branches().get(i));
            jumps[i] = add(JUMP, 0, 0, AsciiSet.NONE);
            y[split] = size;
        }
        emit(choice.branches().get(last));
        for (int jump : jumps) {
            x[jump] = size;
        }
    }

    private void emitRepeated(Node.Repeated repeated) {
        boolean endless = repeated.max() < 0;
        if (endless && mayBeEmpty(repeated.node())) {
            tooLong = true; // what an empty round of it captures is left to the engine
            return;
        }
        for (int i = 0; i < repeated.min() - (endless ? 1 : 0) && !tooLong; i++) {
            emit(repeated.node());
        }
        if (!endless) {
            emitOptional(repeated, repeated.max() - repeated.min());
        } else if (repeated.min() > 0) {
            int start = size;
            emit(repeated.node());
            split(start, size + 1, repeated.greedy());
        } else {
            int split = split(size + 1, 0, repeated.greedy());
            emit(repeated.node());
            add(JUMP, split, 0, AsciiSet.NONE);
            leave(split, repeated.greedy());
        }
    }

    private void emitOptional(Node.Repeated repeated, int times) {
        int[] splits = new int[Math.max(0, times)];
        for (int i = 0; i < times && !tooLong; i++) {
            splits[i] = split(size + 1, 0, repeated.greedy());
            emit(repeated.node());
        }
        for (int i = 0; i < times && !tooLong; i++) {
            leave(splits[i], repeated.greedy());
        }
    }

    private int split(int again, int out, boolean greedy) {
        return greedy ? add(SPLIT, again, out, AsciiSet.NONE) : add(SPLIT, out, again, AsciiSet.NONE);
    }

    private void leave(int split, boolean greedy) {
        if (greedy) {
            y[split] = size;
        } else {
            x[split] = size;
        }
    }

    private static boolean mayBeEmpty(Node node) {
        if (node instanceof Node.Runes) {
            return false;
        } else if (node instanceof Node.Sequence sequence) {
            return sequence.parts().stream().allMatch(GroupProgram::mayBeEmpty);
        } else if (node instanceof Node.Choice choice) {
            return choice.branches().stream().anyMatch(GroupProgram::mayBeEmpty);
        } else if (node instanceof Node.Group group) {
            return mayBeEmpty(group.node());
        } else if (node instanceof Node.Repeated repeated) {
            return repeated.min() == 0 || mayBeEmpty(repeated.node());
        }
        return true;
    }

    /** {@code RUNE; SPLIT back} and {@code SPLIT; RUNE; JUMP back} of characters that cannot come behind. */
    private void makeSpans() {
        for (int i = 0; i + 1 < size; i++) {
            if (ops[i] == RUNE && ops[i + 1] == SPLIT && x[i + 1] == i && endsAt(i, i + 2)) {
                ops[i] = SPAN;
                x[i] = 1;
                ops[i + 1] = JUMP;
                x[i + 1] = i + 2;
            } else if (ops[i] == SPLIT
                    && x[i] == i + 1
                    && ops[i + 1] == RUNE
                    && ops[i + 2] == JUMP
                    && x[i + 2] == i
                    && endsAt(i + 1, i + 3)) {
                ops[i] = SPAN;
                sets[i] = sets[i + 1];
                x[i] = 0;
                ops[i + 1] = JUMP;
                x[i + 1] = i + 3;
            }
        }
    }

    private boolean endsAt(int rune, int behind) {
        AsciiSet following = firstFrom(behind, new int[1]);
        return following != null && !following.overlaps(sets[rune]);
    }

    /** What stands at the instruction's place in any match, or null if that need not be a character. */
    private @Nullable AsciiSet firstFrom(int instruction, int[] looked) {
        int i = instruction;
        while (++looked[0] < MAX_LOOK) {
            switch (ops[i]) {
                case RUNE -> {
                    return sets[i];
                }
                case SPAN -> {
                    AsciiSet behind = x[i] > 0 ? AsciiSet.NONE : firstFrom(i + 1, looked);
                    return behind == null ? null : behind.with(sets[i]);
                }
                case SPLIT -> {
                    AsciiSet one = firstFrom(x[i], looked);
                    AsciiSet other = one == null ? null : firstFrom(y[i], looked);
                    return one == null || other == null ? null : one.with(other);
                }
                case JUMP -> i = x[i];
                case SAVE -> i++;
                default -> {
                    return null;
                }
            }
        }
        return null;
    }

    /** A split's number is kept in place of its set. */
    private void numberSplits() {
        for (int i = 0; i < size; i++) {
            if (ops[i] == SPLIT) {
                sets[i] = new AsciiSet(splits++, 0);
            }
        }
    }

    int splitNumber(int instruction) {
        return (int) sets[instruction].low();
    }
}
