package org.openztp.firmware;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.testkit.SampleImage;
import org.openztp.testkit.TarGz;

class MagicTest {
    @TempDir
    private Path folder;

    private void check(byte[] content) throws IOException, BadImage {
        Magic.check(Files.write(folder.resolve("file"), content));
    }

    private static byte[] beginning(String hex) {
        byte[] content = new byte[10_000];
        new Random(1).nextBytes(content);
        byte[] magic = HexFormat.of().parseHex(hex);
        System.arraycopy(magic, 0, content, 0, magic.length);
        return content;
    }

    private static byte[] tar(TarGz archive) throws IOException {
        try (GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(archive.bytes()))) {
            return plain.readAllBytes();
        }
    }

    /** TRX, uImage, FIT, squashfs, UBI, JFFS2, bzip2, xz, a kernel for EFI, TP-Link v1, seama, OpenMesh, all zero. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "48445230",
                "27051956",
                "d00dfeed",
                "68737173",
                "55424923",
                "85190320",
                "425a6839",
                "fd377a585a00",
                "4d5a0000",
                "010000004f70656e",
                "5ea3a417",
                "43453031",
                "0000000000000000000000000000"
            })
    void whatImagesBeginWithIsAccepted(String hex) {
        assertThatCode(() -> check(beginning(hex))).doesNotThrowAnyException();
    }

    @Test
    void anImageOfADiskIsAccepted() {
        byte[] disk = new byte[100_000];
        disk[510] = 0x55;
        disk[511] = (byte) 0xaa;
        assertThatCode(() -> check(disk)).doesNotThrowAnyException();
        assertThatCode(() -> check(new SampleImage(disk).compressed().bytes())).doesNotThrowAnyException();
    }

    @Test
    void aHeaderOfTextThatIsFilledUpWithZerosIsAccepted() {
        byte[] image = Arrays.copyOf("device:WNR2000v3\nversion:V1.0\n".getBytes(StandardCharsets.US_ASCII), 5000);
        assertThatCode(() -> check(image)).doesNotThrowAnyException();
    }

    @Test
    void theArchiveThatSysupgradeTakesIsAccepted() throws IOException {
        TarGz archive = new TarGz()
                .folder("sysupgrade-tplink_archer-c7-v2/")
                .file("sysupgrade-tplink_archer-c7-v2/CONTROL", "BOARD=tplink_archer-c7-v2\n");
        assertThatCode(() -> check(tar(archive))).doesNotThrowAnyException();
        assertThatCode(() -> check(archive.bytes())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"./", "./etc/", "etc/config/", "bin/", "usr/", "./debian-binary"})
    void anArchiveOfFilesIsRefused(String first) throws IOException {
        TarGz archive = new TarGz().folder(first);
        for (byte[] file : new byte[][] {tar(archive), archive.bytes()}) {
            assertThatThrownBy(() -> check(file)).isInstanceOf(BadImage.class).hasMessageContaining("root file system");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "7f454c4602010100, ELF",
        "504b030414000000, ZIP",
        "377abcaf271c0004, 7z",
        "255044462d312e34, PDF",
        "89504e470d0a1a0a, PNG",
        "ffd8ffe000104a46, JPEG",
        "4749463839610100, GIF",
        "213c617263683e0a, Debian",
        "4144426400000000, apk"
    })
    void whatIsSomethingElseIsRefusedWithItsName(String hex, String name) {
        byte[] file = beginning(hex);
        assertThatThrownBy(() -> check(file)).isInstanceOf(BadImage.class).hasMessageContaining(name);
        assertThatThrownBy(() -> check(new SampleImage(file).compressed().bytes()))
                .isInstanceOf(BadImage.class)
                .hasMessageContaining("compressed, a");
    }

    @ParameterizedTest
    @CsvSource({
        "'<!DOCTYPE html><html>404</html>', page",
        "'\n  <HTML>', page",
        "'<?xml version=\"1.0\"?>', page",
        "'#!/bin/sh\nreboot\n', script",
        "'{\"detail\":\"not found\"}', text",
        "'ä Grüße', text"
    })
    void textIsRefused(String text, String name) {
        byte[] once = text.getBytes(StandardCharsets.UTF_8);
        byte[] often = text.repeat(3000).getBytes(StandardCharsets.UTF_8);
        for (byte[] file : new byte[][] {once, often}) {
            assertThatThrownBy(() -> check(file)).isInstanceOf(BadImage.class).hasMessageContaining(name);
        }
    }

    @Test
    void nothingAtAllIsRefused() {
        assertThatThrownBy(() -> check(new byte[0]))
                .isInstanceOf(BadImage.class)
                .hasMessageContaining("empty");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5, 10_000})
    void whatOnlyBeginsAsGzipIsRefused(int bytes) {
        byte[] file = Arrays.copyOf(beginning("1f8b08000000000000ffff"), bytes);
        assertThatThrownBy(() -> check(file)).isInstanceOf(BadImage.class).hasMessageContaining("gzip");
    }

    @Test
    void ofALargeGzipFileTheBeginningIsEnough() {
        byte[] noise = new byte[100_000];
        new Random(2).nextBytes(noise);
        assertThatCode(() -> check(new SampleImage(noise).compressed().bytes())).doesNotThrowAnyException();
    }
}
