package io.sigyn.logql.template;

import io.sigyn.logql.go.GoInt;
import io.sigyn.logql.go.GoTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function or method that templates can call. Immutable.
 *
 * @param parameters types of what it takes; of a variadic function the last may be given any number of times
 * @param problem why it cannot be called at all, empty if it can: Go methods with too many results are like that
 */
record Function(String name, List<GoType> parameters, boolean variadic, Body body, String problem) {

    /** What the function does; the arguments have the types of the parameters. */
    @FunctionalInterface
    interface Body {
        @Nullable
        Object call(Arguments arguments);
    }

    static Function of(String name, Body body, GoType... parameters) {
        return new Function(name, List.of(parameters), false, body, "");
    }

    static Function variadic(String name, Body body, GoType... parameters) {
        return new Function(name, List.of(parameters), true, body, "");
    }

    static Function impossible(String name, String problem) {
        return new Function(name, List.of(), false, arguments -> null, problem);
    }

    int fixedParameters() {
        return variadic ? parameters.size() - 1 : parameters.size();
    }

    /** The type of the argument at an index. */
    GoType parameter(int index) {
        return parameters.get(Math.min(index, parameters.size() - 1));
    }

    /** The arguments of one call, and the render in which it happens. */
    record Arguments(TemplateRun run, List<@Nullable Object> values) {
        int count() {
            return values.size();
        }

        @Nullable
        Object any(int index) {
            return values.get(index);
        }

        String string(int index) {
            return values.get(index) instanceof String string ? string : "";
        }

        long integer(int index) {
            return values.get(index) instanceof GoInt number ? number.value() : 0;
        }

        /** An int, bounded to what lengths and positions can be. */
        int size(int index) {
            return (int) Math.max(Integer.MIN_VALUE + 1, Math.min(Integer.MAX_VALUE, integer(index)));
        }

        double real(int index) {
            return values.get(index) instanceof Double number ? number : 0;
        }

        GoTime time(int index) {
            return values.get(index) instanceof GoTime time ? time : GoTime.ZERO;
        }

        List<@Nullable Object> from(int index) {
            return values.subList(index, values.size());
        }
    }
}
