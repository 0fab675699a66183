package io.sigyn.ruler.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * Whom an endpoint of HTTPS is believed to be, and who this process is to it. Immutable; has names of files only.
 *
 * @param authority who signed the endpoint's certificate; without it, whoever Java trusts
 * @param serverName the name that the endpoint's certificate has to be for, if it is not that of the URL; else empty
 * @param insecure whether any certificate will do
 */
public record ClientTls(
        Optional<Path> authority, Optional<Path> certificate, Optional<Path> key, String serverName, boolean insecure) {
    /** What is not configured. */
    public static final ClientTls DEFAULT =
            new ClientTls(Optional.empty(), Optional.empty(), Optional.empty(), "", false);

    /** Reads the files. */
    @FunctionalInterface
    public interface Reader {
        SSLContext read(ClientTls tls) throws IOException;
    }

    /** When each file was last changed. */
    List<Long> versions() throws IOException {
        List<Long> versions = new ArrayList<>();
        for (Path file :
                Stream.of(authority, certificate, key).flatMap(Optional::stream).toList()) {
            versions.add(Files.getLastModifiedTime(file).toMillis());
        }
        return versions;
    }
}
