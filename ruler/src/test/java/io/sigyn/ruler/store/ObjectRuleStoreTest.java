package io.sigyn.ruler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.model.TenantId;
import io.sigyn.ruler.rule.Namespace;
import io.sigyn.ruler.rule.Rule;
import io.sigyn.ruler.rule.RuleGroup;
import io.sigyn.storage.object.MemoryObjectStore;
import io.sigyn.storage.object.MemoryObjectStore.Fault;
import io.sigyn.storage.object.MemoryObjectStore.Operation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ObjectRuleStoreTest {
    private static final TenantId A = new TenantId("a");
    private static final TenantId B = new TenantId("b");

    private final MemoryObjectStore objects = new MemoryObjectStore();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final InstantSource clock = now::get;
    private final ObjectRuleStore store = new ObjectRuleStore(objects, clock);

    private static RuleGroup group(String name) {
        Rule rule = new Rule(
                "", "A", "vector(1)", Duration.ofMinutes(1), Duration.ofMinutes(2), Map.of("l", "v"), Map.of());
        return new RuleGroup(name, Duration.ofMinutes(1), 0, List.of(rule));
    }

    private void put(TenantId tenant, String namespace, String group) throws IOException {
        store.change(tenant, namespace, old -> old.with(group(group)));
    }

    private void delete(TenantId tenant, String namespace) throws IOException {
        store.change(tenant, namespace, old -> new Namespace(namespace, List.of()));
    }

    private static List<String> groups(RuleStore store, TenantId tenant) throws IOException {
        List<String> names = new ArrayList<>();
        for (Namespace namespace : store.namespaces(tenant)) {
            namespace.groups().forEach(group -> names.add(namespace.name() + "/" + group.name()));
        }
        return names;
    }

    @Test
    void groups_are_kept_by_tenant_and_namespace() throws IOException {
        put(A, "ns1", "g1");
        put(A, "ns1", "g2");
        put(A, "ns2", "g1");
        put(B, "ns1", "g9");

        ObjectRuleStore restarted = new ObjectRuleStore(objects, clock);
        assertThat(groups(restarted, A)).containsExactly("ns1/g1", "ns1/g2", "ns2/g1");
        assertThat(groups(restarted, B)).containsExactly("ns1/g9");
        assertThat(restarted.all().keySet()).containsExactly(A, B);
        assertThat(restarted.namespaces(A).get(0).group("g1")).contains(group("g1"));
    }

    @Test
    void what_is_deleted_is_gone_and_the_last_group_takes_its_namespace_along() throws IOException {
        put(A, "ns1", "g1");
        put(A, "ns2", "g1");
        put(A, "ns2", "g2");

        assertThat(store.change(A, "ns1", old -> old.without("g1")).groups()).hasSize(1);
        assertThat(groups(store, A)).containsExactly("ns2/g1", "ns2/g2");
        delete(A, "ns2");
        assertThat(groups(store, A)).isEmpty();
        assertThat(store.all()).isEmpty();
        assertThat(store.change(A, "ns2", old -> new Namespace("ns2", List.of()))
                        .groups())
                .isEmpty();
        put(A, "ns2", "back");
        assertThat(groups(store, A)).containsExactly("ns2/back");
    }

    @Test
    void no_name_leads_out_of_its_tenant() throws IOException {
        List<String> names =
                List.of("../b", "..", ".", "a/b", "\u00fc\uD83D\uDE00", "%2e%2e", "x\\y", " ", "\n", "n".repeat(5000));
        for (String name : names) {
            put(A, name, name);
        }
        assertThat(objects.objects().keySet()).allMatch(key -> key.startsWith("rules/a.tenant/"));
        assertThat(store.namespaces(A)).extracting(Namespace::name).containsExactlyInAnyOrderElementsOf(names);
        assertThat(groups(store, B)).isEmpty();
        for (String name : names) {
            delete(A, name);
        }
        assertThat(groups(store, A)).isEmpty();
    }

    @Test
    void objects_of_a_tenant_called_rules_are_none_of_ours() throws IOException {
        put(A, "ns", "g");
        objects.putIfAbsent("rules/segments/x", io.sigyn.storage.object.ObjectBody.of(new byte[] {1}));
        objects.putIfAbsent(
                "rules/manifest/00000000000000000001", io.sigyn.storage.object.ObjectBody.of(new byte[] {1}));
        assertThat(store.all().keySet()).containsExactly(A);
        assertThat(objects.objects()).hasSize(3);
    }

    private void hoursLater(int hours) {
        now.set(now.get().plus(Duration.ofHours(hours)));
        objects.now(now.get());
    }

    @Test
    void versions_go_an_hour_after_they_were_followed_but_for_the_one_before_the_newest() throws IOException {
        for (int i = 0; i < 5; i++) {
            put(A, "ns", "g" + i);
        }
        store.all();
        assertThat(objects.objects()).hasSize(5);
        hoursLater(2);
        put(A, "ns", "last");
        store.all();
        assertThat(objects.objects()).hasSize(2);
        hoursLater(2);
        delete(A, "ns");
        store.all();
        assertThat(objects.objects()).hasSize(2); // what was last there, and the mark
        hoursLater(2);
        store.all();
        assertThat(objects.objects()).isEmpty();
        put(A, "ns", "again");
        assertThat(groups(store, A)).containsExactly("ns/again");
    }

    @Test
    void a_writer_that_slept_learns_that_it_does_not_know() {
        assertThatThrownBy(() -> store.change(A, "ns", old -> {
                    hoursLater(1);
                    return old.with(group("g"));
                }))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("took longer than 30 minutes");
    }

    @Test
    void damage_of_the_newest_version_brings_back_the_one_before() throws IOException {
        put(A, "ns", "g1");
        put(A, "ns", "g2");
        put(A, "other", "g");
        String newest = "rules/a.tenant/ns/00000000000000000002.rules";
        byte[] bytes = objects.objects().get(newest).clone();
        bytes[bytes.length / 2] ^= 1;
        objects.objects().put(newest, bytes);

        ObjectRuleStore restarted = new ObjectRuleStore(objects, clock);
        assertThat(groups(restarted, A)).containsExactly("ns/g1", "other/g");
        assertThat(restarted.all().get(A)).hasSize(2);
        restarted.change(A, "ns", old -> old.with(group("g3")));
        assertThat(groups(restarted, A)).containsExactly("ns/g1", "ns/g3", "other/g");
    }

    @Test
    void every_flipped_bit_of_the_newest_version_brings_back_the_one_before() throws IOException {
        put(A, "ns", "g1");
        put(A, "ns", "g2");
        String newest = "rules/a.tenant/ns/00000000000000000002.rules";
        byte[] whole = objects.objects().get(newest).clone();
        for (int at = 0; at < whole.length; at++) {
            byte[] bytes = whole.clone();
            bytes[at] ^= (byte) (1 << at % 8);
            objects.objects().put(newest, bytes);
            assertThat(groups(new ObjectRuleStore(objects, clock), A))
                    .as("byte %d", at)
                    .containsExactly("ns/g1");
        }
    }

    @Test
    void the_bytes_are_as_documented() throws IOException {
        put(A, "ns", "g");
        assertThat(new String(
                        objects.objects().get("rules/a.tenant/ns/00000000000000000001.rules"), StandardCharsets.UTF_8))
                .isEqualTo("""
                                # sigyn rules 1 83ce6f8e
                                namespace: ns
                                groups:
                                    - name: g
                                      interval: 1m
                                      rules:
                                        - alert: A
                                          expr: vector(1)
                                          for: 1m
                                          keep_firing_for: 2m
                                          labels:
                                            l: v
                                """);
    }

    @Test
    void of_two_writers_none_loses_a_change() throws IOException {
        ObjectRuleStore other = new ObjectRuleStore(objects, clock);
        boolean[] interfered = {false};
        store.change(A, "ns", old -> {
            if (!interfered[0]) {
                interfered[0] = true;
                try {
                    other.change(A, "ns", mine -> mine.with(group("theirs")));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
            return old.with(group("ours"));
        });
        assertThat(groups(store, A)).containsExactly("ns/ours", "ns/theirs");
    }

    @Test
    void a_change_is_there_or_not_whatever_fails() throws IOException {
        Random random = new Random(3);
        Set<String> acknowledged = new java.util.TreeSet<>();
        for (int round = 0; round < 300; round++) {
            String name = "g" + random.nextInt(8);
            boolean removes = random.nextInt(3) == 0;
            objects.faults((operation, key) ->
                    random.nextInt(6) > 0 ? Fault.NONE : random.nextBoolean() ? Fault.BEFORE : Fault.AFTER);
            boolean failed = false;
            ObjectRuleStore restarted = new ObjectRuleStore(objects, clock);
            try {
                restarted.change(A, "ns", old -> removes ? old.without(name) : old.with(group(name)));
            } catch (IOException e) {
                failed = true;
            }
            objects.faults((operation, key) -> Fault.NONE);
            Set<String> there = new java.util.TreeSet<>(
                    groups(restarted, A).stream().map(full -> full.substring(3)).toList());
            if (!failed || there.contains(name) != acknowledged.contains(name)) {
                assertThat(there.contains(name)).isEqualTo(!removes);
            }
            there.remove(name);
            Set<String> others = new java.util.TreeSet<>(acknowledged);
            others.remove(name);
            assertThat(there).isEqualTo(others);
            if (failed ? groups(restarted, A).contains("ns/" + name) : !removes) {
                acknowledged.add(name);
            } else {
                acknowledged.remove(name);
            }
        }
        hoursLater(2);
        store.all();
        assertThat(objects.objects().size()).isLessThanOrEqualTo(2);
    }

    @Test
    void many_threads_change_one_namespace() throws IOException {
        List<String> failures = java.util.Collections.synchronizedList(new ArrayList<>());
        IntStream.range(0, 8).parallel().forEach(i -> {
            try {
                new ObjectRuleStore(objects, clock).change(A, "ns", old -> old.with(group("g" + i)));
            } catch (IOException e) {
                failures.add(e.toString());
            }
        });
        assertThat(failures).isEmpty();
        assertThatThrownBy(() -> {
                    objects.faults((operation, key) -> operation == Operation.LIST ? Fault.BEFORE : Fault.NONE);
                    store.all();
                })
                .isInstanceOf(IOException.class);
        objects.faults((operation, key) -> Fault.NONE);
        assertThat(store.change(A, "ns", old -> old).groups()).hasSize(8);
    }
}
