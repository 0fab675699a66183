package io.sigyn.storage.object;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;

/**
 * Builds clients that speak what every S3 understands: no chunked signatures and no trailing checksums, which stores other
 * than Amazon's often refuse; Content-MD5 protects what is put, and our own checksums what is read. Stateless.
 */
final class S3Clients {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private S3Clients() {}

    static S3Client build(S3Options options) {
        return build(options, http(options));
    }

    /** Connections that are kept, up to a limit, and that do not repeat requests on their own. */
    static SdkHttpClient.Builder<?> http(S3Options options) {
        return Apache5HttpClient.builder()
                .maxConnections(options.maxConnections())
                .connectionTimeout(min(CONNECT_TIMEOUT, options.timeouts().attempt()))
                .socketTimeout(options.timeouts().attempt())
                .connectionAcquisitionTimeout(options.timeouts().attempt());
    }

    static S3Client build(S3Options options, SdkHttpClient.Builder<?> http) {
        S3Options.Endpoint endpoint = options.endpoint();
        S3ClientBuilder client = S3Client.builder()
                .httpClientBuilder(http)
                .credentialsProvider(credentials(options))
                .forcePathStyle(endpoint != null && endpoint.pathStyle())
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(
                        S3Configuration.builder().chunkedEncodingEnabled(false).build())
                .overrideConfiguration(override -> override.retryStrategy(DefaultRetryStrategy.doNotRetry())
                        .apiCallAttemptTimeout(options.timeouts().attempt()));
        if (endpoint != null) {
            client.endpointOverride(endpoint.uri());
        }
        if (options.region() != null) {
            client.region(Region.of(options.region()));
        } else if (endpoint != null) {
            client.region(Region.of(S3Options.DEFAULT_REGION));
        }
        return client.build();
    }

    private static AwsCredentialsProvider credentials(S3Options options) {
        S3Options.Credentials given = options.credentials();
        return given == null
                ? DefaultCredentialsProvider.builder().build()
                : StaticCredentialsProvider.create(AwsBasicCredentials.create(given.accessKey(), given.secretKey()));
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
