package org.openztp.firmware.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openztp.http.Problem;
import org.openztp.testkit.TestDb;

/** Images that do not say which boards they are for, where their names do. */
class ImageTypesIT extends WithStore {
    @Override
    TestDb open() {
        return TestDb.h2();
    }

    private void say(String text) throws IOException {
        Files.writeString(conf.resolve(ImageTypes.NAME), text);
    }

    private List<String> boards(String file, byte[] content, String... named) {
        return keep(build("campus", file), file, content, named).image().boards();
    }

    @Test
    void theFirstTypeThatANameHasTellsTheBoards() throws IOException {
        say("""
                types:
                  - {file: "*-x86-64-*.img.gz", boards: ["qemu-standard-pc", "pc-engines-apu2"]}
                  - {file: "*", boards: ["acme,other"]}
                """);

        assertThat(boards("openwrt-x86-64-ext4.img.gz", bare(1)))
                .containsExactly("pc-engines-apu2", "qemu-standard-pc");
        assertThat(boards("vendor.bin", bare(2))).containsExactly("acme,other");
    }

    @Test
    void whatTheImageOrAnOperatorSaysGoesBeforeIt() throws IOException {
        say("types: [{file: '*', boards: ['acme,other']}]");

        assertThat(boards("one.bin", image(1, "acme,one"))).containsExactly("acme,one");
        assertThat(boards("two.bin", bare(2), "acme,two")).containsExactly("acme,two");
    }

    @Test
    void aNameOfNoTypeIsAskedForItsBoards() throws IOException {
        say("types: [{file: 'v?.bin', boards: ['acme,other']}]");

        assertThatThrownBy(() -> boards("v10.bin", bare(1)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("conf/image-types.yaml");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "types: [{boards: [a]}] | :1: file: the name",
                "types: [{file: '../x', boards: [a]}] | :1: file: the name",
                "types: [{file: x, boards: []}] | :1: boards: at least one",
                "types: [{file: x, boards: [' ']}] | :1: boards: what a router says",
                "types: [null] | types: file and boards",
                "other: 1 | :1: other: unknown here"
            })
    void whatIsWrongIsToldWithItsLineAndNobodysBoardsAreGuessed(String text, String fault) throws IOException {
        say(text);

        assertThat(types.boardsOf("x")).isEmpty();
        assertThat(types.faults()).hasSize(1).first().asString().contains(fault);
    }

    @Test
    void theShippedFileSaysNothingAndItsExampleIsRight() throws IOException {
        String shipped = Files.readString(Path.of("conf", ImageTypes.NAME));
        say(shipped);
        assertThat(types.faults()).isEmpty();
        assertThat(types.boardsOf("vendor-ap100-1.2.bin")).isEmpty();

        say(shipped.replace("types: []", "").replaceAll("(?m)^# (types:| .*)$", "$1"));
        assertThat(types.faults()).isEmpty();
    }
}
