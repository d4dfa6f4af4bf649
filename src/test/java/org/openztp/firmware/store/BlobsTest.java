package org.openztp.firmware.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.http.Problem;

class BlobsTest {
    @TempDir
    Path folder;

    private Blobs.Incoming received(Blobs blobs) throws IOException {
        return blobs.receive(new ByteArrayInputStream(new byte[] {1, 2, 3}));
    }

    @Test
    void aFileThatARepeatedTransactionPutToItsPlaceBeforeStaysThere() throws Exception {
        Blobs blobs = new Blobs(folder, 10);
        Blobs.Incoming file = received(blobs);

        blobs.place(file);
        blobs.place(file);

        assertThat(blobs.fault(file.sha256())).isEmpty();
        blobs.remove(file.sha256());
        assertThat(blobs.fault(file.sha256())).contains("its file is missing");
        assertThatThrownBy(() -> blobs.place(file))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(503));
    }

    @Test
    void whereNothingCanBeWrittenThereIsNoRoom() throws Exception {
        Blobs blobs = new Blobs(Files.createFile(folder.resolve("file")), 10);

        assertThatThrownBy(() -> received(blobs))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(507));
    }

    @Test
    void aNameThatIsNoChecksumLeadsNowhere() {
        Blobs blobs = new Blobs(folder, 10);

        assertThatThrownBy(() -> blobs.remove("../../etc/passwd")).isInstanceOf(IllegalArgumentException.class);
    }
}
