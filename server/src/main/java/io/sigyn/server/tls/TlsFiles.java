package io.sigyn.server.tls;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.sigyn.server.config.ConfigException;
import io.sigyn.server.config.SigynConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How connections are encrypted, from files that are read again by {@link #reload}: new connections get the new
 * certificate, open ones keep theirs. Files that cannot be used, or where the key is not the certificate's, are reported
 * and change nothing. Thread-safe.
 */
public final class TlsFiles implements Supplier<SslContext> {
    private static final Logger log = LoggerFactory.getLogger(TlsFiles.class);
    private static final String WHERE = "server.http_tls_config: ";

    private final SigynConfig.Tls config;
    private volatile Texts read;
    private volatile SslContext context;
    private volatile boolean lastReloadGood = true;

    private record Texts(String certificate, String key, String clientCa) {
        @Override
        public String toString() {
            return "texts"; // one of them is secret
        }
    }

    /** Reads the files; throws {@link ConfigException} if they cannot be used. */
    public TlsFiles(SigynConfig.Tls config) {
        this.config = config;
        this.read = texts();
        this.context = context(read);
    }

    @Override
    public SslContext get() {
        return context;
    }

    /** Whether the last {@link #reload} could use the files. */
    public boolean lastReloadGood() {
        return lastReloadGood;
    }

    /** Reads the files again; called by one thread at a time. */
    public void reload() {
        try {
            Texts now = texts();
            if (!now.equals(read)) {
                context = context(now);
                read = now;
                log.info("certificate read again: {}", describe(certificates(config.certificate(), now.certificate)));
            }
            lastReloadGood = true;
        } catch (ConfigException e) {
            lastReloadGood = false;
            log.error("certificate not taken over, the old one stays in use: {}", e.getMessage());
        }
    }

    private static String describe(List<X509Certificate> chain) {
        X509Certificate first = chain.get(0);
        return first.getSubjectX500Principal() + ", valid until "
                + first.getNotAfter().toInstant();
    }

    private Texts texts() {
        return new Texts(
                text(config.certificate()),
                text(config.key()),
                config.clientCa().map(TlsFiles::text).orElse(""));
    }

    private static String text(SigynConfig.Pem pem) {
        if (pem.file().isEmpty()) {
            return pem.text();
        }
        try {
            return Files.readString(pem.file().get());
        } catch (IOException e) {
            throw new ConfigException(
                    WHERE + pem + ": cannot be read: " + e.getClass().getSimpleName());
        }
    }

    private SslContext context(Texts texts) {
        List<X509Certificate> chain = certificates(config.certificate(), texts.certificate);
        PrivateKey key = key(texts.key);
        checkPair(key, chain.get(0));
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(key, chain.toArray(new X509Certificate[0]))
                    .sslProvider(SslProvider.JDK)
                    .protocols(protocols());
            if (!config.ciphers().isEmpty()) {
                builder.ciphers(ciphers());
            }
            clients(builder, texts.clientCa);
            return builder.build();
        } catch (IOException e) {
            throw new ConfigException(WHERE + "cannot be used: " + e.getMessage());
        }
    }

    private static List<X509Certificate> certificates(SigynConfig.Pem where, String text) {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
                    .forEach(certificate -> chain.add((X509Certificate) certificate));
        } catch (GeneralSecurityException e) {
            throw new ConfigException(WHERE + where + ": no certificate can be read: " + e.getMessage());
        }
        if (chain.isEmpty()) {
            throw new ConfigException(
                    WHERE + where + ": there is no certificate in it (expected: -----BEGIN" + " CERTIFICATE-----)");
        }
        return chain;
    }

    private PrivateKey key(String text) {
        try {
            return PemKey.parse(text);
        } catch (GeneralSecurityException e) {
            throw new ConfigException(WHERE + config.key() + ": " + e.getMessage());
        }
    }

    /** Files that are replaced one after the other do not belong together for a moment. */
    private void checkPair(PrivateKey key, X509Certificate certificate) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "Ed25519";
        };
        try {
            Signature signature = Signature.getInstance(algorithm);
            byte[] anything = {1, 2, 3};
            signature.initSign(key);
            signature.update(anything);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(anything);
            if (signature.verify(signed)) {
                return;
            }
        } catch (GeneralSecurityException e) {
            log.debug("key and certificate are of different kinds: {}", e.toString());
        }
        throw new ConfigException(
                WHERE + "the key in " + config.key() + " is not that of the certificate in " + config.certificate());
    }

    /** Java has none older than 1.2 any more, whatever is allowed. */
    private List<String> protocols() {
        return config.minVersion().equals("VersionTLS13") ? List.of("TLSv1.3") : List.of("TLSv1.3", "TLSv1.2");
    }

    private List<String> ciphers() {
        Set<String> known;
        try {
            known = new TreeSet<>(
                    List.of(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
        for (String cipher : config.ciphers()) {
            if (!known.contains(cipher)) {
                throw new ConfigException("server.tls_cipher_suites: \"" + cipher + "\" (expected: some of "
                        + String.join(", ", known) + ")");
            }
        }
        return config.ciphers();
    }

    private void clients(SslContextBuilder builder, String authority) {
        Optional<SigynConfig.Pem> clientCa = config.clientCa();
        if (clientCa.isPresent()) {
            builder.trustManager(certificates(clientCa.get(), authority));
        } else if (config.clientAuth().endsWith("ClientCert")
                && !config.clientAuth().startsWith("No")) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE); // asked for, but not verified
        }
        builder.clientAuth(
                switch (config.clientAuth()) {
                    case "RequireAnyClientCert", "RequireAndVerifyClientCert" -> ClientAuth.REQUIRE;
                    case "RequestClientCert", "VerifyClientCertIfGiven" -> ClientAuth.OPTIONAL;
                    default -> ClientAuth.NONE;
                });
    }
}
