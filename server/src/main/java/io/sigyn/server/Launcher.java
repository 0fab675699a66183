package io.sigyn.server;

import io.sigyn.server.config.CommandLine;
import io.sigyn.server.config.ConfigException;
import io.sigyn.server.config.ConfigLoader;
import io.sigyn.server.config.ConfigPrinter;
import io.sigyn.server.config.Setting;
import io.sigyn.server.config.SigynConfig;
import io.sigyn.server.logging.LogLevel;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** From a command line to a process that runs until it is told to stop. For the main thread. */
final class Launcher {
    private static final Logger log = LoggerFactory.getLogger(Launcher.class);
    private static final int MISUSE = 2;

    private Launcher() {}

    /** Runs a command; returns the exit status. */
    static int run(String[] arguments) {
        try {
            CommandLine commandLine = CommandLine.parse(Arrays.asList(arguments));
            if (commandLine.has("help")
                    || commandLine.has("h")
                    || commandLine.commands().contains("help")) {
                System.out.println(help());
                return 0;
            }
            if (commandLine.has("version") || commandLine.commands().contains("version")) {
                System.out.println(Build.line());
                return 0;
            }
            if (!commandLine.commands().isEmpty()
                    && Tools.NAMES.contains(commandLine.commands().get(0))) {
                return Tools.run(commandLine, System.out, System.err);
            }
            if (!commandLine.commands().isEmpty()) {
                throw new ConfigException("\"" + commandLine.commands().get(0)
                        + "\": there is no such command (`sigyn --help` lists what there is)");
            }
            return serve(commandLine);
        } catch (ConfigException e) {
            System.err.println("sigyn: " + e.getMessage());
            return MISUSE;
        }
    }

    private static int serve(CommandLine commandLine) {
        // Netty's events for flight recordings: a hundred classes at the start that nobody has asked for.
        System.setProperty("io.netty.jfr.enabled", System.getProperty("io.netty.jfr.enabled", "false"));
        Preload.start();
        SigynConfig config = ConfigLoader.load(commandLine, System::getenv);
        LogLevel.set(config.logging().level());
        config.warnings().forEach(log::warn);
        if (commandLine.has("verify-config")) {
            System.out.println("config is valid");
            return 0;
        }
        if (commandLine.has("print-config-stderr")) {
            System.err.println(ConfigPrinter.print(config));
        }
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        try {
            Sigyn sigyn = Sigyn.start(config);
            CountDownLatch stopped = new CountDownLatch(1);
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                sigyn.close();
                                stopped.countDown();
                            },
                            "stop"));
            System.out.println(greeting(config, sigyn.port()));
            Memory.giveBackWhatIsFree();
            stopped.await();
            return 0;
        } catch (IOException e) {
            log.error("cannot start", e);
            System.err.println("sigyn: cannot start: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static String greeting(SigynConfig config, int port) {
        SigynConfig.Http http = config.http();
        String host = http.address().isEmpty() || http.address().equals("0.0.0.0") ? "127.0.0.1" : http.address();
        String url = (http.tls().isPresent() ? "https://" : "http://") + host + ":" + port + http.pathPrefix();
        String tenant = config.authEnabled() ? " -H 'X-Scope-OrgID: demo'" : "";
        String data = config.storage().s3().isPresent()
                ? config.storage().s3().get() + ", the log is in "
                        + config.storage().walDirectory()
                : config.storage().chunksDirectory() + ", the log is in "
                        + config.storage().walDirectory();
        return String.join(
                System.lineSeparator(),
                Build.line() + " listens on " + url
                        + (config.authEnabled() ? ", tenants by X-Scope-OrgID" : ", one tenant, no login"),
                "  data is in " + data,
                "  push   curl -i " + url + "/loki/api/v1/push" + tenant + " -H 'Content-Type: application/json' -d "
                        + "'{\"streams\":[{\"stream\":{\"app\":\"demo\"},\"values\":[[\"'$(date +%s%N)'\",\"hello\"]]}]}'",
                "  query  curl -G " + url + "/loki/api/v1/query_range" + tenant
                        + " --data-urlencode 'query={app=\"demo\"}'");
    }

    private static String help() {
        StringBuilder text = new StringBuilder();
        text.append(Build.line()).append(": a log store that speaks Loki's API\n\n");
        text.append("usage: sigyn [flags]     serve until stopped; without flags on 127.0.0.1:3100 from ./data\n");
        text.append("       sigyn version     print the version\n");
        text.append(
                "       sigyn verify      read everything that is stored, say what is damaged and lost; changes nothing\n");
        text.append("       sigyn inspect     what manifests and segments hold: [<key of a segment>], --json\n");
        text.append("       sigyn repair      name whole segments again, put aside what cannot be read; see --apply\n");
        text.append("       sigyn export      lines as JSON, one a line, oldest first\n\n");
        text.append("The tools read the same configuration and flags as the server, and have some of their own:\n\n");
        CommandLine.TOOL_FLAGS.forEach((flag, about) -> text.append(String.format("  -%-24s %s%n", flag, about)));
        text.append('\n');
        CommandLine.OWN_FLAGS.forEach((flag, about) -> text.append(String.format("  -%-24s %s%n", flag, about)));
        text.append("\nEvery key of the configuration is a flag and an environment variable as well:\n\n");
        for (Setting setting : Setting.ALL.values()) {
            text.append(String.format("  -%-48s %s%n", setting.flag(), setting.variable()));
        }
        return text.toString();
    }
}
