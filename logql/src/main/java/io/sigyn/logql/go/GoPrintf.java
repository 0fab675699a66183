package io.sigyn.logql.go;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Go's {@code fmt.Sprintf}, {@code Sprint} and {@code Sprintln}, complaints in the output included: {@code
 * %!d(string=7)}, {@code %!s(MISSING)}, {@code %!(EXTRA int=3)}. Formats and results are bytes held as {@link GoString}
 * says. The functions are pure.
 */
public final class GoPrintf {
    private static final int MAX_NUMBER = 1_000_000;

    private final String format;
    private final List<? extends @Nullable Object> arguments;
    private final StringBuilder out = new StringBuilder();
    private final GoFormatter formatter = new GoFormatter(out);
    private final GoPrinter printer = new GoPrinter(formatter);
    private int at;
    private int argument;
    private boolean reordered;
    private boolean goodArgument;
    private boolean afterIndex;
    private boolean numberFound;

    private GoPrintf(String format, List<? extends @Nullable Object> arguments) {
        this.format = format;
        this.arguments = arguments;
    }

    /** The name of a value's Go type. */
    public static String typeName(@Nullable Object value) {
        return GoPrinter.typeName(value);
    }

    /** One value as {@code %v} shows it. */
    public static String print(@Nullable Object value) {
        if (value instanceof String string) {
            return string;
        }
        StringBuilder out = new StringBuilder();
        new GoPrinter(new GoFormatter(out)).print(value, 'v');
        return out.toString();
    }

    /** {@code fmt.Sprint}: a blank between values of which neither is a string. */
    public static String print(List<? extends @Nullable Object> values) {
        StringBuilder out = new StringBuilder();
        GoPrinter printer = new GoPrinter(new GoFormatter(out));
        boolean afterString = true;
        for (Object value : values) {
            boolean string = value instanceof String;
            if (!string && !afterString) {
                out.append(' ');
            }
            printer.print(value, 'v');
            afterString = string;
        }
        return out.toString();
    }

    /** {@code fmt.Sprintln}: blanks between all values, and a line break. */
    public static String println(List<? extends @Nullable Object> values) {
        StringBuilder out = new StringBuilder();
        GoPrinter printer = new GoPrinter(new GoFormatter(out));
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                out.append(' ');
            }
            printer.print(values.get(i), 'v');
        }
        return out.append('\n').toString();
    }

    /** {@code fmt.Sprintf}. */
    public static String format(String format, List<? extends @Nullable Object> arguments) {
        GoPrintf printf = new GoPrintf(format, arguments);
        printf.run();
        return printf.out.toString();
    }

    private void run() {
        while (at < format.length()) {
            int percent = format.indexOf('%', at);
            if (percent < 0) {
                out.append(format, at, format.length());
                break;
            }
            out.append(format, at, percent);
            at = percent + 1;
            verb();
        }
        if (!reordered && argument < arguments.size()) {
            extraArguments();
        }
    }

    private void verb() {
        formatter.clear();
        goodArgument = true;
        afterIndex = false;
        flags();
        argumentIndex();
        width();
        precision();
        if (!afterIndex) {
            argumentIndex();
        }
        if (at >= format.length()) {
            out.append("%!(NOVERB)");
            return;
        }
        int decoded = GoString.decode(format, at);
        int verb = GoString.rune(decoded);
        at += GoString.width(decoded);
        if (verb == '%') {
            out.append('%');
        } else if (!goodArgument) {
            complain(verb, "(BADINDEX)");
        } else if (argument >= arguments.size()) {
            complain(verb, "(MISSING)");
        } else {
            if (verb == 'v') {
                formatter.sharpV = formatter.sharp;
                formatter.sharp = false;
                formatter.plusV = formatter.plus;
                formatter.plus = false;
            }
            printer.print(arguments.get(argument), verb);
            argument++;
        }
    }

    private void complain(int verb, String what) {
        out.append("%!");
        GoString.append(out, verb);
        out.append(what);
    }

    private void flags() {
        for (; at < format.length(); at++) {
            switch (format.charAt(at)) {
                case '#' -> formatter.sharp = true;
                case '0' -> formatter.zero = true;
                case '+' -> formatter.plus = true;
                case '-' -> formatter.minus = true;
                case ' ' -> formatter.space = true;
                default -> {
                    return;
                }
            }
        }
    }

    private void width() {
        if (at < format.length() && format.charAt(at) == '*') {
            at++;
            formatter.width = numberFromArgument();
            formatter.hasWidth = numberFound;
            if (!numberFound) {
                out.append("%!(BADWIDTH)");
            }
            if (formatter.width < 0) {
                formatter.width = -formatter.width;
                formatter.minus = true;
                formatter.zero = false;
            }
            afterIndex = false;
            return;
        }
        formatter.width = number(format.length());
        formatter.hasWidth = numberFound;
        goodArgument &= !(afterIndex && numberFound);
    }

    private void precision() {
        if (at >= format.length() || format.charAt(at) != '.') {
            return;
        }
        at++;
        goodArgument &= !afterIndex;
        argumentIndex();
        formatter.hasPrecision = true;
        if (at < format.length() && format.charAt(at) == '*') {
            at++;
            formatter.precision = numberFromArgument();
            boolean usable = numberFound && formatter.precision >= 0;
            if (!usable) {
                formatter.precision = 0;
                formatter.hasPrecision = false;
                out.append("%!(BADPREC)");
            }
            afterIndex = false;
        } else {
            formatter.precision = number(format.length());
        }
    }

    /** Reads digits up to {@code end}; sets {@code numberFound}. A number that is far too large ends the format. */
    private int number(int end) {
        int value = 0;
        numberFound = false;
        while (at < end && format.charAt(at) >= '0' && format.charAt(at) <= '9') {
            if (value > MAX_NUMBER) {
                numberFound = false;
                at = end;
                return 0;
            }
            value = value * 10 + (format.charAt(at) - '0');
            numberFound = true;
            at++;
        }
        return value;
    }

    private int numberFromArgument() {
        numberFound = false;
        if (argument >= arguments.size()) {
            return 0;
        }
        Object value = arguments.get(argument++);
        if (!(value instanceof GoInt number) || Math.abs(number.value()) > MAX_NUMBER) {
            return 0;
        }
        numberFound = true;
        return (int) number.value();
    }

    /** {@code [2]}: which argument is next. */
    private void argumentIndex() {
        afterIndex = false;
        if (at >= format.length() || format.charAt(at) != '[') {
            return;
        }
        reordered = true;
        int close = format.indexOf(']', at);
        if (format.length() - at < 3 || close < 0) {
            at++;
            goodArgument = false;
            return;
        }
        at++;
        int index = number(close) - 1;
        boolean wellFormed = numberFound && at == close;
        at = close + 1;
        if (wellFormed && index >= 0 && index < arguments.size()) {
            argument = index;
            afterIndex = true;
        } else {
            goodArgument = false;
            afterIndex = wellFormed;
        }
    }

    private void extraArguments() {
        formatter.clear();
        out.append("%!(EXTRA ");
        for (int i = argument; i < arguments.size(); i++) {
            Object value = arguments.get(i);
            out.append(i > argument ? ", " : "");
            if (value == null) {
                out.append("<nil>");
            } else {
                out.append(GoPrinter.typeName(value)).append('=');
                printer.print(value, 'v');
            }
        }
        out.append(')');
    }
}
