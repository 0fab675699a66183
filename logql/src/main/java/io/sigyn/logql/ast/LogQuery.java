package io.sigyn.logql.ast;

import io.sigyn.model.Selector;
import java.util.List;

/** {@code {app="api"} |= "x" | json}: the streams, and what is done with each of their lines, in order. */
public record LogQuery(Selector selector, List<Stage> stages) implements Expr {
    public LogQuery {
        stages = List.copyOf(stages);
    }
}
