package io.sigyn.ruler.store;

import io.sigyn.model.TenantId;
import io.sigyn.ruler.rule.Namespace;
import io.sigyn.ruler.rule.RuleFormatException;
import io.sigyn.ruler.rule.RuleGroup;
import io.sigyn.ruler.rule.RuleGroupReader;
import io.sigyn.ruler.rule.RuleGroupValidator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loki's folder of rule files, {@code <folder>/<tenant>/<namespace>}, read and never written. A file that cannot be used is
 * reported, and counts as it was when it last could. Thread-safe.
 */
public final class LocalRuleStore implements RuleStore {
    private static final Logger LOG = LoggerFactory.getLogger(LocalRuleStore.class);
    private static final long MAX_FILE_BYTES = 10L << 20;

    private final Path folder;
    private final Map<Path, Content> known = new ConcurrentHashMap<>();

    public LocalRuleStore(Path folder) {
        this.folder = folder;
    }

    /** What a file was when it was last looked at, and what last could be used of it. */
    private record Content(String fault, List<RuleGroup> groups) {}

    @Override
    public boolean writable() {
        return false;
    }

    @Override
    public Map<TenantId, List<Namespace>> all() throws IOException {
        Map<TenantId, List<Namespace>> all = new TreeMap<>();
        for (Path tenantFolder : children(folder)) {
            Optional<TenantId> tenant = tenant(tenantFolder);
            if (tenant.isPresent()) {
                List<Namespace> namespaces = namespaces(tenant.get());
                if (!namespaces.isEmpty()) {
                    all.put(tenant.get(), namespaces);
                }
            }
        }
        return all;
    }

    private static Optional<TenantId> tenant(Path tenantFolder) {
        try {
            return Files.isDirectory(tenantFolder)
                    ? Optional.of(new TenantId(tenantFolder.getFileName().toString()))
                    : Optional.empty();
        } catch (IllegalArgumentException notATenant) {
            return Optional.empty();
        }
    }

    @Override
    public List<Namespace> namespaces(TenantId tenant) throws IOException {
        List<Namespace> namespaces = new ArrayList<>();
        for (Path file : children(folder.resolve(tenant.value()))) {
            if (!Files.isDirectory(file)) {
                List<RuleGroup> groups = groups(file);
                if (!groups.isEmpty()) {
                    namespaces.add(new Namespace(file.getFileName().toString(), groups));
                }
            }
        }
        namespaces.sort(Comparator.comparing(Namespace::name));
        return namespaces;
    }

    @Override
    public Namespace change(TenantId tenant, String namespace, UnaryOperator<Namespace> change) throws IOException {
        throw new IOException("rules in " + folder + " are files and not changed here; change the files");
    }

    private static List<Path> children(Path parent) throws IOException {
        try (Stream<Path> children = Files.list(parent)) {
            return children.sorted().toList();
        } catch (NoSuchFileException | NotDirectoryException none) {
            return List.of();
        }
    }

    private List<RuleGroup> groups(Path file) {
        Content before = known.getOrDefault(file, new Content("", List.of()));
        Content now = read(file, before.groups());
        if (!now.fault().isEmpty() && !now.fault().equals(before.fault())) {
            LOG.error("rule file {} cannot be used, its rules stay as they were: {}", file, now.fault());
        }
        known.put(file, now);
        return now.groups();
    }

    private static Content read(Path file, List<RuleGroup> lastGood) {
        try {
            long size = Files.size(file);
            if (size > MAX_FILE_BYTES) {
                return new Content(size + " bytes (expected: at most " + MAX_FILE_BYTES + ")", lastGood);
            }
            List<RuleGroup> groups = RuleGroupReader.readFile(Files.readAllBytes(file));
            List<String> faults = RuleGroupValidator.faults(groups);
            return faults.isEmpty() ? new Content("", groups) : new Content(String.join(", ", faults), lastGood);
        } catch (NoSuchFileException gone) {
            return new Content("", List.of());
        } catch (IOException e) {
            return new Content(e.toString(), lastGood);
        } catch (RuleFormatException e) {
            return new Content(e.text(), lastGood);
        }
    }
}
