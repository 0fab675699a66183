package io.sigyn.server;

import io.sigyn.index.check.Finding;
import io.sigyn.index.check.StoreCheck;
import io.sigyn.index.check.StoreRepair;
import io.sigyn.index.manifest.Manifest;
import io.sigyn.index.manifest.ManifestStore;
import io.sigyn.ingester.live.LoggedRows;
import io.sigyn.model.TenantId;
import io.sigyn.ruler.store.ObjectRuleStore;
import io.sigyn.server.config.CommandLine;
import io.sigyn.server.config.ConfigException;
import io.sigyn.server.config.ConfigLoader;
import io.sigyn.server.config.SigynConfig;
import io.sigyn.server.logging.LogLevel;
import io.sigyn.storage.disk.Disk;
import io.sigyn.storage.disk.RealDisk;
import io.sigyn.storage.object.ObjectStore;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The commands beside serving: they look at what a server stores, with the server's own configuration, and print what they
 * find. For one thread.
 */
final class Tools {
    static final List<String> NAMES = List.of("verify", "inspect", "repair", "export");

    private static final int FINE = 0;
    private static final int FOUND_SOMETHING = 1;

    private final CommandLine commandLine;
    private final SigynConfig config;
    private final PrintStream out;
    private final PrintStream err;
    private final Disk disk = new RealDisk();
    private final Map<Finding.Kind, Integer> found = new EnumMap<>(Finding.Kind.class);

    private Tools(CommandLine commandLine, SigynConfig config, PrintStream out, PrintStream err) {
        this.commandLine = commandLine;
        this.config = config;
        this.out = out;
        this.err = err;
    }

    /** Runs a tool; returns the exit status: 0 if all is well, 1 if something is damaged or failed. */
    static int run(CommandLine commandLine, PrintStream out, PrintStream err) {
        SigynConfig config = ConfigLoader.load(commandLine, System::getenv);
        LogLevel.set("error");
        Tools tools = new Tools(commandLine, config, out, err);
        try {
            return switch (commandLine.commands().get(0)) {
                case "verify" -> tools.verify();
                case "inspect" -> tools.inspect();
                case "repair" -> tools.repair();
                default -> tools.export();
            };
        } catch (IOException | UncheckedIOException e) {
            err.println("sigyn: " + e.getMessage());
            return FOUND_SOMETHING;
        } finally {
            out.flush();
        }
    }

    private int verify() throws IOException {
        try (ObjectStore store = Stores.openToLook(config.storage(), disk)) {
            ManifestStore manifests = new ManifestStore(store);
            StoreCheck check = new StoreCheck(store, manifests, this::print);
            for (TenantId tenant : tenants(store, manifests)) {
                StoreCheck.Totals totals = check.check(tenant);
                out.printf(
                        Locale.ROOT,
                        "tenant %s: %d commits, %d segments (%d whole), %d entries, %s of lines stored in %s%n",
                        tenant,
                        totals.commits(),
                        totals.segments(),
                        totals.wholeSegments(),
                        totals.entries(),
                        Sizes.text(totals.lineBytes()),
                        Sizes.text(totals.storedBytes()));
            }
            verifyRules(store);
            verifyLog();
        }
        int damaged = found.getOrDefault(Finding.Kind.DAMAGED, 0);
        int lost = found.getOrDefault(Finding.Kind.LOST, 0);
        out.println(
                damaged + lost == 0
                        ? "all is whole"
                        : damaged + " damaged, " + lost + " lost; `sigyn repair` says what can be done");
        return damaged + lost == 0 ? FINE : FOUND_SOMETHING;
    }

    private void verifyRules(ObjectStore shared) throws IOException {
        try (ObjectStore own = Rules.openToLook(config, disk)) {
            int versions = ObjectRuleStore.check(
                    own == null ? shared : own,
                    damage -> print(
                            new Finding(Finding.Kind.DAMAGED, damage.file(), String.valueOf(damage.getMessage()))));
            out.printf(Locale.ROOT, "rules: %d versions of namespaces%n", versions);
        } catch (NoSuchFileException none) {
            // No rules were ever made, or they are files, which are their owner's.
        }
    }

    private void verifyLog() throws IOException {
        LoggedRows log = LoggedRows.read(disk, config.storage().walDirectory(), none -> false);
        String folder = config.storage().walDirectory().toString();
        boolean serverRuns = FolderLock.isTaken(config.storage().walDirectory());
        log.corrupt().forEach(text -> print(new Finding(Finding.Kind.DAMAGED, folder, text)));
        log.torn().forEach(text -> print(new Finding(Finding.Kind.NOTE, folder, text)));
        out.printf(
                Locale.ROOT,
                "log %s: %d generations, %d pushes in %s%s%n",
                folder,
                log.generations(),
                log.pushes(),
                Sizes.text(log.sizeBytes()),
                serverRuns ? ", a server is writing it" : "");
    }

    private int inspect() throws IOException {
        try (ObjectStore store = Stores.openToLook(config.storage(), disk)) {
            ManifestStore manifests = new ManifestStore(store);
            InspectTool inspect = new InspectTool(store, manifests, out);
            if (commandLine.commands().size() > 1) {
                inspect.segment(commandLine.commands().get(1), commandLine.has("json"));
            } else {
                inspect.tenants(tenants(store, manifests), commandLine.has("json"));
            }
            return FINE;
        }
    }

    private int repair() throws IOException {
        boolean apply = commandLine.has("apply") && !commandLine.has("dry-run");
        try (FolderLock lock = apply ? FolderLock.take(config.storage().walDirectory()) : null;
                ObjectStore store = apply
                        ? Stores.open(config.storage(), disk, Clock.systemUTC()).store()
                        : Stores.openToLook(config.storage(), disk)) {
            ManifestStore manifests = new ManifestStore(store);
            StoreRepair repair = new StoreRepair(store, manifests, Clock.systemUTC(), this::print);
            boolean nothing = true;
            for (TenantId tenant : tenants(store, manifests)) {
                StoreRepair.Plan plan = repair.plan(tenant);
                print(plan);
                nothing &= plan.isEmpty();
                if (apply && !plan.isEmpty()) {
                    Manifest after = repair.apply(plan);
                    out.println("tenant " + tenant + ": done; the manifest has "
                            + after.segments().size() + " segments");
                }
            }
            if (nothing) {
                out.println("nothing to repair");
            } else if (!apply) {
                out.println("nothing was changed; stop the server and say --apply to do it");
            }
            return FINE;
        }
    }

    private void print(StoreRepair.Plan plan) {
        if (plan.heals()) {
            out.println("tenant " + plan.tenant() + ": commits are damaged; a whole manifest will be written");
        }
        plan.adopted().forEach(segment -> out.println("  will be named  " + segment.key()));
        plan.quarantined().forEach(key -> out.println("  goes aside     " + key));
        plan.kept().forEach(key -> out.println("  stays          " + key + ": queries skip what of it is damaged"));
    }

    private int export() throws IOException {
        try (ObjectStore store = Stores.openToLook(config.storage(), disk)) {
            if (FolderLock.isTaken(config.storage().walDirectory())) {
                err.println("sigyn: a server runs on " + config.storage().walDirectory()
                        + "; what it flushes meanwhile may be missing");
            }
            return new ExportTool(config.storage(), store, disk, out).run(commandLine);
        }
    }

    private Collection<TenantId> tenants(ObjectStore store, ManifestStore manifests) throws IOException {
        String only = commandLine.value("tenant");
        return only.isEmpty() ? StoreCheck.tenants(store, manifests) : List.of(tenant(only));
    }

    static TenantId tenant(String text) {
        try {
            return new TenantId(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("-tenant: " + e.getMessage());
        }
    }

    private void print(Finding finding) {
        found.merge(finding.kind(), 1, Integer::sum);
        String kind = switch (finding.kind()) {
            case DAMAGED -> "damaged";
            case LOST -> "lost   ";
            case NOTE -> "note   ";
        };
        out.println(kind + "  " + finding.file() + ": " + finding.text());
    }
}
