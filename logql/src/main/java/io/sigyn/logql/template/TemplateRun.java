package io.sigyn.logql.template;

import io.sigyn.logql.go.GoException;
import io.sigyn.logql.go.GoInt;
import io.sigyn.logql.go.GoPrintf;
import io.sigyn.logql.go.GoString;
import io.sigyn.logql.go.GoStringMap;
import io.sigyn.logql.go.GoTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One render of a template: walks the nodes and writes the output. For one use by one thread.
 *
 * <p>Whatever the template is, it ends: every node and every byte that is made costs something of a budget, and
 * templates that call each other may not do so too deeply.
 */
final class TemplateRun {
    /** Bytes that a render may write. */
    static final int MAX_OUTPUT_BYTES = 16 << 20;

    /** Bytes that it may make and look at on the way, a node counting as 32. */
    private static final long BUDGET = 64L << 20;

    private static final int NODE_COST = 32;
    private static final int MAX_DEPTH = 200;
    /** The depth that Go allows, named in its error. */
    private static final int GO_MAX_DEPTH = 100_000;

    private final ParsedTemplate template;
    private final byte[] line;
    private final int lineOffset;
    private final int lineLength;
    private final long timestampNanos;
    private final LabelMap labels;
    private final Evaluator evaluator;
    private final StringBuilder out = new StringBuilder();
    private final List<String> variableNames = new ArrayList<>();
    private final List<@Nullable Object> variableValues = new ArrayList<>();
    private int firstVariable;
    private @Nullable Node current;
    private String currentTemplate;
    private int depth;
    private long budget = BUDGET;
    private @Nullable String lineString;
    private AlertTemplate.@Nullable Data alert;

    private enum Flow {
        ON,
        BREAK,
        CONTINUE
    }

    TemplateRun(
            ParsedTemplate template,
            LabelLookup labels,
            byte[] line,
            int lineOffset,
            int lineLength,
            long timestampNanos) {
        this.template = template;
        this.labels = new LabelMap(labels);
        this.line = line;
        this.lineOffset = lineOffset;
        this.lineLength = lineLength;
        this.timestampNanos = timestampNanos;
        this.evaluator = new Evaluator(this);
        this.currentTemplate = template.name();
    }

    /** A render of the template of an alert, which sees no line. */
    static TemplateRun of(ParsedTemplate template, AlertTemplate.Data alert) {
        TemplateRun run = new TemplateRun(template, alert.lookup(), new byte[0], 0, 0, 0);
        run.alert = alert;
        return run;
    }

    /** The output as bytes. */
    String execute() {
        return execute(labels);
    }

    /** The output as bytes, with that value as the dot. */
    String execute(Object dot) {
        try {
            push("$", dot);
            walk(dot, template.main());
            return out.toString();
        } catch (StackOverflowError e) {
            throw new TemplateException("template: " + template.name() + ": nested too deeply for this server");
        } catch (GoException e) {
            throw error(GoString.of(e.text()));
        }
    }

    // What functions ask for.

    String line() {
        String string = lineString;
        if (string == null) {
            string = GoString.of(line, lineOffset, lineLength);
            lineString = string;
        }
        return string;
    }

    GoTime timestamp() {
        return GoTime.ofNanos(timestampNanos);
    }

    GoTime now() {
        return template.now();
    }

    /** What an alert's template sees; fails in the template of a line. */
    AlertTemplate.Data alert() {
        AlertTemplate.Data data = alert;
        if (data == null) {
            throw new GoException("there is no alert here");
        }
        return data;
    }

    FunctionTable functions() {
        return template.functions();
    }

    /** The compiled form of a regular expression. */
    RegexCache.Compiled regex(String expression) {
        charge(expression.length() * 16L);
        return template.regexes().get(expression);
    }

    /** Takes from the budget what handling so many bytes costs; fails if nothing is left. */
    void charge(long bytes) {
        if (bytes > MAX_OUTPUT_BYTES) {
            throw new GoException("text of " + bytes + " bytes (expected: at most " + MAX_OUTPUT_BYTES + ")");
        }
        budget -= bytes;
        if (budget < 0) {
            throw new GoException("template takes too much work for one line (expected: at most " + (BUDGET >> 20)
                    + " MiB of intermediate text)");
        }
    }

    // Errors.

    void at(Node node) {
        current = node;
        charge(NODE_COST);
    }

    /** An error at the current node; the message is bytes. */
    TemplateException error(String message) {
        Node node = current;
        if (node == null) {
            return new TemplateException("template: " + template.name() + ": " + GoString.text(message));
        }
        String before = template.text().substring(0, node.position());
        int lineStart = before.lastIndexOf('\n') + 1;
        long lineNumber = 1 + before.chars().filter(c -> c == '\n').count();
        return new TemplateException("template: " + template.name() + ":" + lineNumber + ":"
                + (node.position() - lineStart) + ": executing "
                + GoString.text(GoString.quote(currentTemplate) + " at <" + node.source() + ">: " + message));
    }

    // Variables: those of the running template start at firstVariable.

    private int mark() {
        return variableNames.size();
    }

    private void pop(int mark) {
        variableNames.subList(mark, variableNames.size()).clear();
        variableValues.subList(mark, variableValues.size()).clear();
    }

    void push(String name, @Nullable Object value) {
        variableNames.add(name);
        variableValues.add(value);
    }

    private int indexOf(String name) {
        for (int i = variableNames.size() - 1; i >= firstVariable; i--) {
            if (variableNames.get(i).equals(name)) {
                return i;
            }
        }
        throw error("undefined variable: " + name);
    }

    @Nullable
    Object variable(String name) {
        return variableValues.get(indexOf(name));
    }

    void assign(String name, @Nullable Object value) {
        variableValues.set(indexOf(name), value);
    }

    // Walking.

    private Flow walk(@Nullable Object dot, Node node) {
        if (node instanceof Node.Text text) {
            write(text.text());
        } else if (node instanceof Node.Action action) {
            at(node);
            Object value = evaluator.pipeline(dot, action.pipe());
            if (action.pipe().variables().isEmpty()) {
                at(node);
                write(value == null ? "<no value>" : GoPrintf.print(Values.printable(value)));
            }
        } else if (node instanceof Node.Sequence sequence) {
            for (Node child : sequence.nodes()) {
                Flow flow = walk(dot, child);
                if (flow != Flow.ON) {
                    return flow;
                }
            }
        } else if (node instanceof Node.Branch branch) {
            at(node);
            return branch.kind() == Node.Branch.Kind.RANGE ? range(dot, branch) : choose(dot, branch);
        } else if (node instanceof Node.Call call) {
            call(dot, call);
        } else if (node instanceof Node.Break) {
            return Flow.BREAK;
        } else if (node instanceof Node.Continue) {
            return Flow.CONTINUE;
        }
        return Flow.ON;
    }

    private void write(String text) {
        charge(text.length());
        out.append(text);
        if (out.length() > MAX_OUTPUT_BYTES) {
            throw error("output is too long (expected: at most " + MAX_OUTPUT_BYTES + " bytes)");
        }
    }

    private Flow choose(@Nullable Object dot, Node.Branch branch) {
        int mark = mark();
        Object value = evaluator.pipeline(dot, branch.pipe());
        Flow flow = Flow.ON;
        if (Values.isTrue(value)) {
            flow = walk(branch.kind() == Node.Branch.Kind.WITH ? value : dot, branch.body());
        } else if (branch.otherwise() != null) {
            flow = walk(dot, branch.otherwise());
        }
        pop(mark);
        return flow;
    }

    private Flow range(@Nullable Object dot, Node.Branch branch) {
        int outer = mark();
        Object value = Values.printable(evaluator.pipeline(dot, branch.pipe()));
        boolean any = false;
        if (value instanceof List<?> list) {
            any = iterateList(branch, list);
        } else if (value instanceof byte[] bytes) {
            any = iterateBytes(branch, bytes);
        } else if (value instanceof GoStringMap map) {
            any = iterateMap(branch, map.values(), false);
        } else if (value instanceof Map<?, ?> map) {
            any = iterateMap(branch, new TreeMap<Object, Object>(map), true);
        } else if (value != null) {
            throw error("range can't iterate over " + GoPrintf.print(value));
        }
        Flow flow = any || branch.otherwise() == null ? Flow.ON : walk(dot, branch.otherwise());
        pop(outer);
        return flow;
    }

    private boolean iterateList(Node.Branch branch, List<?> list) {
        int mark = mark();
        for (int i = 0; i < list.size(); i++) {
            if (iterate(branch, mark, GoInt.ofInt(i), new Boxed(list.get(i))) == Flow.BREAK) {
                break;
            }
        }
        return !list.isEmpty();
    }

    private boolean iterateBytes(Node.Branch branch, byte[] bytes) {
        int mark = mark();
        for (int i = 0; i < bytes.length; i++) {
            GoInt element = new GoInt(GoInt.Kind.UINT8, bytes[i] & 0xFF);
            if (iterate(branch, mark, GoInt.ofInt(i), element) == Flow.BREAK) {
                break;
            }
        }
        return bytes.length > 0;
    }

    private boolean iterateMap(Node.Branch branch, Map<?, ?> map, boolean boxed) {
        int mark = mark();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object element = boxed ? new Boxed(entry.getValue()) : entry.getValue();
            if (iterate(branch, mark, entry.getKey(), element) == Flow.BREAK) {
                break;
            }
        }
        return !map.isEmpty();
    }

    private Flow iterate(Node.Branch branch, int mark, Object index, Object element) {
        charge(NODE_COST);
        List<Node.Variable> declared = branch.pipe().variables();
        if (!declared.isEmpty() && branch.pipe().assigns()) {
            Node.Variable last = declared.get(declared.size() - 1);
            if (declared.size() > 1) {
                assign(declared.get(0).names().get(0), index);
            }
            assign(last.names().get(0), element);
        } else if (!declared.isEmpty()) {
            variableValues.set(mark - 1, element);
            if (declared.size() > 1) {
                variableValues.set(mark - 2, index);
            }
        }
        Flow flow = walk(element, branch.body());
        pop(mark);
        return flow;
    }

    private void call(@Nullable Object dot, Node.Call call) {
        at(call);
        Node.Sequence called = template.templates().get(call.name());
        if (called == null) {
            throw error("template " + GoString.quote(call.name()) + " not defined");
        }
        if (depth == MAX_DEPTH) {
            throw error("exceeded maximum template depth (" + GO_MAX_DEPTH + ")");
        }
        Object argument = call.pipe() == null ? null : evaluator.pipeline(dot, call.pipe());
        int mark = mark();
        int callerVariables = firstVariable;
        String callerTemplate = currentTemplate;
        Node callerNode = current;
        firstVariable = mark;
        currentTemplate = call.name();
        depth++;
        push("$", argument);
        walk(argument, called);
        depth--;
        pop(mark);
        currentTemplate = callerTemplate;
        firstVariable = callerVariables;
        current = callerNode;
    }
}
