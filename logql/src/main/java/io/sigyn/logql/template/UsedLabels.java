package io.sigyn.logql.template;

import io.sigyn.logql.go.GoString;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds out which labels a template can look at. For one use. */
final class UsedLabels {
    private final Set<String> names = new HashSet<>();
    private boolean all;

    private UsedLabels() {}

    /** The names, or null if the template takes the labels as a whole. */
    static @Nullable Set<String> of(ParsedTemplate template) {
        UsedLabels used = new UsedLabels();
        template.templates().forEach((name, other) -> used.visit(other, name.equals(template.name())));
        return used.all ? null : Set.copyOf(used.names);
    }

    /**
     * Looks at a node and all below.
     *
     * @param top whether dot and dollar are the labels here; elsewhere they can be that only if they were passed on, and
     *     where that is done it is seen
     */
    private void visit(@Nullable Node node, boolean top) {
        if (node instanceof Node.Sequence sequence) {
            sequence.nodes().forEach(child -> visit(child, top));
        } else if (node instanceof Node.Action action) {
            visit(action.pipe(), top);
        } else if (node instanceof Node.Pipe pipe) {
            pipe.commands().forEach(command -> command.words().forEach(word -> visit(word, top)));
        } else if (node instanceof Node.Branch branch) {
            visit(branch.pipe(), top);
            visit(branch.body(), top && branch.kind() == Node.Branch.Kind.IF);
            visit(branch.otherwise(), top);
        } else if (node instanceof Node.Call call) {
            visit(call.pipe(), top);
        } else if (node instanceof Node.Chain chain) {
            visit(chain.start(), top);
        } else if (node instanceof Node.Field field) {
            names.add(GoString.text(field.names().get(0)));
        } else if (node instanceof Node.Variable variable
                && variable.names().get(0).equals("$")) {
            visitDollar(variable);
        } else if (node instanceof Node.Dot) {
            all |= top;
        }
    }

    private void visitDollar(Node.Variable variable) {
        if (variable.names().size() == 1) {
            all = true;
        } else {
            names.add(GoString.text(variable.names().get(1)));
        }
    }
}
