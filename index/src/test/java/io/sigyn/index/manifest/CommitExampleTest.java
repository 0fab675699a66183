package io.sigyn.index.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.storage.FormatExamples;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommitExampleTest {
    @Test
    void the_documented_commit_is_one() throws IOException {
        byte[] example = FormatExamples.named("manifest commit");
        ManifestCommit commit = ManifestCommit.decode("a", example);
        assertThat(commit.number()).isEqualTo(1);
        assertThat(commit.change().writer()).isEqualTo("w");
        assertThat(commit.change().epoch()).isEqualTo(1);
        assertThat(commit.change().generation()).isEqualTo(42);
        List<SegmentRef> added = commit.change().added();
        assertThat(added).extracting(SegmentRef::key).containsExactly("a/segments/1");
        Manifest after = commit.after();
        assertThat(after).isNotNull();
        assertThat(after.segments()).isEqualTo(added);
        assertThat(commit.encode()).as("it is what is written today").isEqualTo(example);
    }
}
