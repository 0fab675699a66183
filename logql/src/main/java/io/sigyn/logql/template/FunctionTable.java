package io.sigyn.logql.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The functions that templates can call by name. Immutable. */
final class FunctionTable {
    /** Go's own and those that Loki offers. */
    static final FunctionTable LOKI = loki();
    /** Go's own and those that Prometheus offers to the templates of alerts. */
    static final FunctionTable PROMETHEUS = prometheus();

    private final Map<String, Function> functions;

    private FunctionTable(List<Function> functions) {
        this.functions = functions.stream().collect(Collectors.toUnmodifiableMap(Function::name, function -> function));
    }

    @Nullable
    Function find(String name) {
        return functions.get(name);
    }

    Set<String> names() {
        return functions.keySet();
    }

    private static FunctionTable prometheus() {
        List<Function> all = new ArrayList<>();
        all.addAll(BuiltinFunctions.ALL);
        all.addAll(AlertFunctions.ALL);
        return new FunctionTable(all);
    }

    private static FunctionTable loki() {
        List<Function> all = new ArrayList<>();
        all.addAll(BuiltinFunctions.ALL);
        all.addAll(StringFunctions.ALL);
        all.addAll(MathFunctions.ALL);
        all.addAll(TimeFunctions.ALL);
        all.addAll(EncodingFunctions.ALL);
        all.addAll(RegexFunctions.ALL);
        all.add(Function.of("__line__", arguments -> arguments.run().line()));
        all.add(Function.of("__timestamp__", arguments -> arguments.run().timestamp()));
        return new FunctionTable(all);
    }
}
