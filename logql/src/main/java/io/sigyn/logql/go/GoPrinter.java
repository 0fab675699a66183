package io.sigyn.logql.go;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How one value of Go is printed by a verb of {@code fmt}. Values are strings (bytes, see {@link GoString}), {@link
 * Boolean}, {@link GoInt}, {@link Double}, {@link GoComplex}, {@code byte[]}, lists, maps, {@link GoStringMap}, {@link
 * GoTime}, {@link GoZone} and null. Not thread-safe.
 */
final class GoPrinter {
    private static final int MAX_DEPTH = 1000;

    private final GoFormatter formatter;
    private final StringBuilder out;

    GoPrinter(GoFormatter formatter) {
        this.formatter = formatter;
        this.out = formatter.out;
    }

    /** What Go's {@code %T} shows. */
    static String typeName(@Nullable Object value) {
        if (value == null) {
            return "<nil>";
        } else if (value instanceof GoInt number) {
            return number.kind().typeName();
        } else if (value instanceof byte[]) {
            return "[]uint8";
        } else if (value instanceof List) {
            return "[]interface {}";
        } else if (value instanceof Map) {
            return "map[string]interface {}";
        } else if (value instanceof GoStringMap) {
            return "map[string]string";
        } else if (value instanceof Double) {
            return "float64";
        } else if (value instanceof Boolean) {
            return "bool";
        } else if (value instanceof GoComplex) {
            return "complex128";
        } else if (value instanceof GoTime) {
            return "time.Time";
        } else if (value instanceof GoZone) {
            return "*time.Location";
        }
        return "string";
    }

    void print(@Nullable Object value, int verb) {
        print(value, verb, 0);
    }

    private void print(@Nullable Object value, int verb, int depth) {
        if (value == null) {
            printNil(verb, depth);
        } else if (verb == 'T') {
            formatter.string(typeName(value));
        } else if (value instanceof String string) {
            printString(string, verb, value);
        } else if (value instanceof GoInt number) {
            printInteger(number, verb);
        } else if (value instanceof Double real) {
            printReal(real, verb);
        } else if (value instanceof Boolean bool) {
            if (verb == 't' || verb == 'v') {
                formatter.bool(bool);
            } else {
                bad(value, verb);
            }
        } else if (value instanceof GoComplex complex) {
            printComplex(complex, verb);
        } else if (value instanceof GoTime time) {
            printNamed(time.print(), time, verb);
        } else if (value instanceof GoZone zone) {
            printNamed(GoString.of(zone.name()), zone, verb);
        } else {
            printContainer(value, verb, depth);
        }
    }

    private void printNil(int verb, int depth) {
        if (verb == 'v' || verb == 'T' || depth > 0) {
            if (depth > 0) {
                out.append("<nil>");
            } else {
                formatter.string("<nil>");
            }
        } else {
            bad(null, verb);
        }
    }

    private void printString(String string, int verb, Object value) {
        switch (verb) {
            case 'v' -> {
                if (formatter.sharpV) {
                    formatter.quoted(string);
                } else {
                    formatter.string(string);
                }
            }
            case 's' -> formatter.string(string);
            case 'x' -> formatter.hexString(string, false);
            case 'X' -> formatter.hexString(string, true);
            case 'q' -> formatter.quoted(string);
            default -> bad(value, verb);
        }
    }

    /** What has a String method uses it for the verbs that can show a string. */
    private void printNamed(String shown, Object value, int verb) {
        if ("vsxXq".indexOf(verb) >= 0) {
            printString(shown, verb, value);
        } else {
            bad(value, verb);
        }
    }

    private void printInteger(GoInt number, int verb) {
        if (number.kind().isNamed() && "vsxXq".indexOf(verb) >= 0 && !formatter.sharpV) {
            printString(number.print(), verb, number);
            return;
        }
        boolean signed = number.kind() != GoInt.Kind.UINT8;
        long value = number.value();
        switch (verb) {
            case 'v' -> {
                if (formatter.sharpV && !signed) {
                    out.append("0x").append(Long.toHexString(value));
                } else {
                    formatter.integer(value, 10, signed, 'v');
                }
            }
            case 'd' -> formatter.integer(value, 10, signed, 'd');
            case 'b' -> formatter.integer(value, 2, signed, 'b');
            case 'o', 'O' -> formatter.integer(value, 8, signed, (char) verb);
            case 'x', 'X' -> formatter.integer(value, 16, signed, (char) verb);
            case 'c' -> formatter.character(value);
            case 'q' -> formatter.quotedCharacter(value);
            case 'U' -> formatter.unicode(value);
            default -> bad(number, verb);
        }
    }

    private void printReal(double value, int verb) {
        switch (verb) {
            case 'v' -> formatter.real(value, 'g', GoFloat.SHORTEST);
            case 'b', 'g', 'G', 'x', 'X' -> formatter.real(value, (char) verb, GoFloat.SHORTEST);
            case 'f', 'e', 'E', 'F' -> formatter.real(value, verb == 'F' ? 'f' : (char) verb, 6);
            default -> bad(value, verb);
        }
    }

    private void printComplex(GoComplex value, int verb) {
        if ("vbgGxXfFeE".indexOf(verb) < 0) {
            bad(value, verb);
            return;
        }
        boolean plus = formatter.plus;
        out.append('(');
        printReal(value.real(), verb);
        formatter.plus = true;
        printReal(value.imaginary(), verb);
        formatter.plus = plus;
        out.append("i)");
    }

    private void printContainer(Object value, int verb, int depth) {
        if (depth > MAX_DEPTH) {
            throw new GoException("value nested too deeply to be printed (expected: at most " + MAX_DEPTH + " levels)");
        }
        if (value instanceof byte[] bytes) {
            if ("sxXq".indexOf(verb) >= 0) {
                printString(GoString.of(bytes, 0, bytes.length), verb, value);
            } else {
                printBytes(bytes, verb);
            }
        } else if (value instanceof List<?> list) {
            out.append(formatter.sharpV ? "[]interface {}{" : "[");
            String separator = "";
            for (Object element : list) {
                out.append(separator);
                print(element, verb, depth + 1);
                separator = formatter.sharpV ? ", " : " ";
            }
            out.append(formatter.sharpV ? '}' : ']');
        } else if (value instanceof GoStringMap map) {
            printMap(map.values(), typeName(value), verb, depth);
        } else if (value instanceof Map<?, ?> map) {
            printMap(new TreeMap<Object, Object>(map), typeName(value), verb, depth);
        }
    }

    private void printBytes(byte[] bytes, int verb) {
        out.append(formatter.sharpV ? "[]byte{" : "[");
        String separator = "";
        for (byte b : bytes) {
            out.append(separator);
            print(new GoInt(GoInt.Kind.UINT8, b & 0xFF), verb, 1);
            separator = formatter.sharpV ? ", " : " ";
        }
        out.append(formatter.sharpV ? '}' : ']');
    }

    private void printMap(Map<?, ?> map, String type, int verb, int depth) {
        out.append(formatter.sharpV ? type + "{" : "map[");
        String separator = "";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.append(separator);
            print(entry.getKey(), verb, depth + 1);
            out.append(':');
            print(entry.getValue(), verb, depth + 1);
            separator = formatter.sharpV ? ", " : " ";
        }
        out.append(formatter.sharpV ? '}' : ']');
    }

    /** Complains in the output, as Go does. */
    private void bad(@Nullable Object value, int verb) {
        out.append("%!");
        GoString.append(out, verb);
        out.append('(');
        if (value == null) {
            out.append("<nil>");
        } else {
            out.append(typeName(value)).append('=');
            print(value, 'v', 0);
        }
        out.append(')');
    }
}
