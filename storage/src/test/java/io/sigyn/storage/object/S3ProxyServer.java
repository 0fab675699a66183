package io.sigyn.storage.object;

import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.services.s3.S3Client;

/** An S3 in this process and in memory, on a free port of the loopback; checks signatures. Thread-safe. */
public final class S3ProxyServer implements AutoCloseable {
    private static final String ACCESS_KEY = "test-access-key";
    private static final String SECRET_KEY = "test-secret-key";

    private final S3Proxy proxy;

    private S3ProxyServer(S3Proxy proxy) {
        this.proxy = proxy;
    }

    public static S3ProxyServer start() throws Exception {
        return start(AuthenticationType.AWS_V4);
    }

    /** One that lets everybody in, and so does not notice a request that was changed on its way. */
    static S3ProxyServer startUnsigned() throws Exception {
        return start(AuthenticationType.NONE);
    }

    private static S3ProxyServer start(AuthenticationType authentication) throws Exception {
        S3Proxy proxy = S3Proxy.builder()
                .blobStore(new TransientNio2BlobStore())
                .awsAuthentication(authentication, ACCESS_KEY, SECRET_KEY)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .v4MaxNonChunkedRequestSize(64 << 20)
                .build();
        proxy.start();
        return new S3ProxyServer(proxy);
    }

    public int port() {
        return proxy.getPort();
    }

    /** What a bucket is reached with, whether it is there or not. */
    S3Options bucket(String name) {
        return S3Options.ofBucket(name)
                .withEndpoint("127.0.0.1:" + port(), true, true)
                .withCredentials(ACCESS_KEY, SECRET_KEY)
                .withTimeouts(Duration.ofSeconds(20), Duration.ofSeconds(60));
    }

    /** What a new, empty bucket is reached with. */
    public S3Options newBucket() {
        S3Options options = bucket("bucket-" + UUID.randomUUID());
        try (S3Client client = S3Clients.build(options)) {
            client.createBucket(create -> create.bucket(options.bucket()));
        }
        return options;
    }

    /** A store that lists in small pages. */
    static S3ObjectStore open(S3Options options, int listPageKeys) {
        RetryLoop retries = new RetryLoop(
                options.timeouts().total(),
                System::nanoTime,
                pause -> Thread.sleep(pause.toMillis()),
                ObjectStoreListener.NONE);
        return new S3ObjectStore(S3Clients.build(options), options, retries, listPageKeys);
    }

    @Override
    public void close() throws Exception {
        proxy.stop();
    }
}
