package io.sigyn.logql.template;

import io.sigyn.logql.go.GoException;
import io.sigyn.logql.go.GoPrintf;
import io.sigyn.logql.go.GoString;
import io.sigyn.logql.go.GoStringMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Computes the pipelines of a template, with the type rules and errors of Go. For one render. */
final class Evaluator {
    /** Stands for the last argument where a command gets none from the pipeline; null is a value that is missing. */
    private static final Object NONE = new Object();

    private final TemplateRun run;

    Evaluator(TemplateRun run) {
        this.run = run;
    }

    /** The value of a pipeline, null if it has none; declares or assigns its variables. */
    @Nullable
    Object pipeline(@Nullable Object dot, Node.Pipe pipe) {
        run.at(pipe);
        Object value = NONE;
        for (Node.Command command : pipe.commands()) {
            value = Boxed.open(command(dot, command, value));
        }
        for (Node.Variable variable : pipe.variables()) {
            if (pipe.assigns()) {
                run.assign(variable.names().get(0), value);
            } else {
                run.push(variable.names().get(0), value);
            }
        }
        return value;
    }

    private @Nullable Object command(@Nullable Object dot, Node.Command command, @Nullable Object last) {
        List<Node> words = command.words();
        Node first = words.get(0);
        if (first instanceof Node.Field field) {
            return field(dot, field, words, last);
        } else if (first instanceof Node.Chain chain) {
            return chain(dot, chain, words, last);
        } else if (first instanceof Node.Identifier identifier) {
            return function(dot, identifier, command, words, last);
        } else if (first instanceof Node.Pipe pipe) {
            refuseArguments(words, last);
            return pipeline(dot, pipe);
        } else if (first instanceof Node.Variable variable) {
            return variable(dot, variable, words, last);
        }
        run.at(first);
        refuseArguments(words, last);
        if (first instanceof Node.Nil) {
            throw run.error("nil is not a command");
        }
        return first instanceof Node.Dot ? dot : literal(first);
    }

    private void refuseArguments(List<Node> words, @Nullable Object last) {
        if (words.size() > 1 || last != NONE) {
            throw run.error(
                    "can't give argument to non-function " + words.get(0).source());
        }
    }

    private @Nullable Object literal(Node node) {
        run.at(node);
        if (node instanceof Node.Bool bool) {
            return bool.value();
        } else if (node instanceof Node.Quoted quoted) {
            return quoted.value();
        } else if (node instanceof Node.Numeral number) {
            if (number.constant() == null) {
                throw run.error(number.text() + " overflows int");
            }
            return number.constant();
        }
        throw run.error("can't handle assignment of " + node.source() + " to empty interface argument");
    }

    private @Nullable Object field(@Nullable Object dot, Node.Field field, List<Node> words, @Nullable Object last) {
        run.at(field);
        return fields(dot, dot, field, field.names(), words, last);
    }

    private @Nullable Object chain(@Nullable Object dot, Node.Chain chain, List<Node> words, @Nullable Object last) {
        run.at(chain);
        if (chain.start() instanceof Node.Nil) {
            throw run.error("indirection through explicit nil in " + chain.source());
        }
        Object start = argument(dot, null, chain.start());
        return fields(dot, start, chain, chain.names(), words, last);
    }

    private @Nullable Object variable(
            @Nullable Object dot, Node.Variable variable, List<Node> words, @Nullable Object last) {
        run.at(variable);
        List<String> names = variable.names();
        Object value = run.variable(names.get(0));
        if (names.size() == 1) {
            refuseArguments(words.isEmpty() ? List.of(variable) : words, last);
            return value;
        }
        return fields(dot, value, variable, names.subList(1, names.size()), words, last);
    }

    /** Follows names from a value; the last may be a method and takes the arguments. */
    private @Nullable Object fields(
            @Nullable Object dot,
            @Nullable Object start,
            Node node,
            List<String> names,
            List<Node> words,
            @Nullable Object last) {
        Object value = start;
        int end = names.size() - 1;
        for (int i = 0; i < end; i++) {
            value = member(dot, names.get(i), node, List.of(), NONE, value);
        }
        return member(dot, names.get(end), node, words, last, value);
    }

    private @Nullable Object member(
            @Nullable Object dot,
            String name,
            Node node,
            List<Node> words,
            @Nullable Object last,
            @Nullable Object receiver) {
        if (receiver == null) {
            return null;
        }
        Object value = Boxed.open(receiver);
        if (value == null) {
            throw run.error("nil pointer evaluating " + Values.typeName(receiver) + "." + name);
        }
        Function method = Methods.find(value, name);
        if (method != null) {
            return call(dot, method, node, words, last);
        }
        boolean map = value instanceof LabelMap || value instanceof GoStringMap || value instanceof Map;
        if (!map) {
            throw run.error("can't evaluate field " + name + " in type " + Values.typeName(receiver));
        }
        if (words.size() > 1 || last != NONE) {
            throw run.error(name + " is not a method but has arguments");
        }
        return element(value, name);
    }

    /** What a map holds for a key; the zero of its element type if it holds nothing. */
    static Object element(Object map, String key) {
        if (map instanceof LabelMap labels) {
            return labels.get(key);
        } else if (map instanceof GoStringMap strings) {
            return strings.values().getOrDefault(key, "");
        }
        return new Boxed(((Map<?, ?>) map).get(key));
    }

    private @Nullable Object function(
            @Nullable Object dot, Node.Identifier identifier, Node node, List<Node> words, @Nullable Object last) {
        run.at(identifier);
        Function function = run.functions().find(identifier.name());
        if (function == null) {
            throw run.error(GoString.quote(identifier.name()) + " is not a defined function");
        }
        return call(dot, function, node, words, last);
    }

    /** Calls with the words after the first, and with what the pipeline gives as the last argument. */
    private @Nullable Object call(
            @Nullable Object dot, Function function, Node node, List<Node> words, @Nullable Object last) {
        List<Node> nodes = words.isEmpty() ? words : words.subList(1, words.size());
        int count = nodes.size() + (last == NONE ? 0 : 1);
        int fixed = function.fixedParameters();
        String name = function.name();
        if (function.variadic() && count < fixed) {
            throw run.error("wrong number of args for " + name + ": want at least " + fixed + " got " + nodes.size());
        } else if (!function.variadic() && count != fixed && function.problem().isEmpty()) {
            throw run.error("wrong number of args for " + name + ": want " + fixed + " got " + count);
        } else if (!function.problem().isEmpty()) {
            throw run.error(function.problem());
        }
        if (function.equals(BuiltinFunctions.AND) || function.equals(BuiltinFunctions.OR)) {
            return shortCircuit(dot, function.equals(BuiltinFunctions.OR), nodes, last);
        }
        List<@Nullable Object> values = new ArrayList<>(count);
        for (int i = 0; i < nodes.size(); i++) {
            values.add(argument(dot, function.parameter(i), nodes.get(i)));
        }
        if (last != NONE) {
            values.add(validated(last, function.parameter(count - 1)));
        }
        try {
            if (function.equals(BuiltinFunctions.CALL)) {
                throw cannotCall(nodes, values.get(0));
            }
            Object result = function.body().call(new Function.Arguments(run, values));
            if (result instanceof String string) {
                run.charge(string.length());
            }
            return result;
        } catch (GoException e) {
            run.at(node);
            throw run.error("error calling " + name + ": " + GoString.of(e.text()));
        }
    }

    private @Nullable Object shortCircuit(@Nullable Object dot, boolean or, List<Node> nodes, @Nullable Object last) {
        Object value = null;
        for (Node node : nodes) {
            value = argument(dot, GoType.VALUE, node);
            if (Values.isTrue(value) == or) {
                return value;
            }
        }
        return last == NONE ? value : validated(last, GoType.VALUE);
    }

    /** No value of a template is a function. */
    private static GoException cannotCall(List<Node> nodes, @Nullable Object callee) {
        Object value = Boxed.open(callee);
        if (value == null) {
            return new GoException("call of nil");
        }
        String name = value instanceof String string ? string : "<" + Values.typeName(value) + " Value>";
        String shown = nodes.isEmpty() ? name : nodes.get(0).source();
        return new GoException("non-function " + GoString.text(shown) + " of type " + Values.typeName(value));
    }

    private @Nullable Object argument(@Nullable Object dot, @Nullable GoType type, Node node) {
        run.at(node);
        if (node instanceof Node.Dot) {
            return validated(dot, type);
        } else if (node instanceof Node.Nil) {
            if (type == null || !type.canBeNil()) {
                throw run.error("cannot assign nil to " + (type == null ? "nil" : type.typeName()));
            }
            return null;
        } else if (node instanceof Node.Field field) {
            return validated(field(dot, field, List.of(), NONE), type);
        } else if (node instanceof Node.Variable variable) {
            return validated(variable(dot, variable, List.of(), NONE), type);
        } else if (node instanceof Node.Pipe pipe) {
            return validated(pipeline(dot, pipe), type);
        } else if (node instanceof Node.Identifier identifier) {
            return validated(function(dot, identifier, identifier, List.of(), NONE), type);
        } else if (node instanceof Node.Chain chain) {
            return validated(chain(dot, chain, List.of(), NONE), type);
        }
        return typedLiteral(type, node);
    }

    private @Nullable Object typedLiteral(@Nullable GoType type, Node node) {
        if (type == null || type == GoType.ANY || type == GoType.VALUE) {
            return literal(node);
        }
        if (type == GoType.STRING) {
            if (node instanceof Node.Quoted quoted) {
                return quoted.value();
            }
            throw run.error("expected string; found " + node.source());
        } else if (type == GoType.BOOL) {
            if (node instanceof Node.Bool bool) {
                return bool.value();
            }
            throw run.error("expected bool; found " + node.source());
        } else if (type == GoType.FLOAT64) {
            if (node instanceof Node.Numeral number && number.real() != null) {
                return number.real();
            }
            throw run.error("expected float; found " + node.source());
        } else if (type.isInteger()) {
            if (node instanceof Node.Numeral number && number.integer() != null) {
                return type.integer(number.integer());
            }
            throw run.error("expected integer; found " + node.source());
        }
        throw run.error("can't handle " + node.source() + " for arg of type " + type.typeName());
    }

    /** The value as one of a type; an error if it is not. */
    private @Nullable Object validated(@Nullable Object value, @Nullable GoType type) {
        if (type == null || type == GoType.VALUE) {
            return value;
        }
        if (value == null) {
            if (type.canBeNil()) {
                return null;
            }
            throw run.error("invalid value; expected " + type.typeName());
        }
        Object content = Boxed.open(value);
        if (type == GoType.ANY) {
            return content;
        }
        if (content == null || !type.accepts(content)) {
            String actual = content == null ? Values.typeName(value) : Values.typeName(content);
            throw run.error("wrong type for value; expected " + type.typeName() + "; got " + actual);
        }
        return content;
    }

    /** As {@code %v} shows a value. */
    static String print(@Nullable Object value) {
        return GoPrintf.print(Values.printable(value));
    }
}
