package io.sigyn.logql.template;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The labels that a template sees. For the thread that renders. */
public interface LabelLookup {

    /** The value of a label, null if there is none. */
    @Nullable
    String get(String name);

    /** Calls back with every name and value, in any order, each name once. */
    void forEach(BiConsumer<String, String> consumer);
}
