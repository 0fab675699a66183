package io.sigyn.ruler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.model.TenantId;
import io.sigyn.ruler.rule.Namespace;
import io.sigyn.ruler.rule.RuleGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalRuleStoreTest {
    private static final TenantId A = new TenantId("a");
    private static final String RULES = "groups:\n- name: g\n  rules:\n  - alert: A\n    expr: vector(1)\n";

    @TempDir
    Path folder;

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void each_file_of_a_tenants_folder_is_a_namespace() throws IOException {
        write("a/one.yaml", RULES);
        write("a/two.yaml", RULES + "- name: h\n");
        write("a/below/three.yaml", RULES);
        write("no tenant/x.yaml", RULES);
        write("stray.yaml", RULES);
        LocalRuleStore store = new LocalRuleStore(folder);

        assertThat(store.all().keySet()).containsExactly(A);
        assertThat(store.namespaces(A)).extracting(Namespace::name).containsExactly("one.yaml", "two.yaml");
        assertThat(store.namespaces(A).get(1).groups())
                .extracting(RuleGroup::name)
                .containsExactly("g", "h");
        assertThat(store.writable()).isFalse();
        assertThatThrownBy(() -> store.change(A, "one.yaml", old -> old)).hasMessageContaining("change the files");
    }

    @Test
    void no_folder_has_no_rules() throws IOException {
        LocalRuleStore store = new LocalRuleStore(folder.resolve("nope"));
        assertThat(store.all()).isEmpty();
        assertThat(store.namespaces(A)).isEmpty();
    }

    @Test
    void a_file_that_became_bad_counts_as_it_was_and_costs_no_other() throws IOException {
        write("a/one.yaml", RULES);
        write("a/two.yaml", RULES);
        write("a/bad.yaml", "groups: [");
        LocalRuleStore store = new LocalRuleStore(folder);
        assertThat(store.namespaces(A)).hasSize(2);

        for (String bad : List.of("groups:\n- name: g\n  rulez: []\n", "groups:\n- rules: []\n", "\0")) {
            write("a/one.yaml", bad);
            assertThat(store.namespaces(A)).hasSize(2);
        }
        Files.delete(folder.resolve("a/one.yaml"));
        assertThat(store.namespaces(A)).extracting(Namespace::name).containsExactly("two.yaml");
    }
}
