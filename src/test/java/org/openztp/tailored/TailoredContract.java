package org.openztp.tailored;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openztp.device.DeviceImages.ImageNow;
import org.openztp.http.Frame;
import org.openztp.http.Views;
import org.openztp.image.BuildFault;
import org.openztp.image.Builder;
import org.openztp.openwrt.Sha256;
import org.openztp.provision.FirmwareFirst.Hold;
import org.openztp.testkit.SampleImage;

/** From the wish of a definition to the image on the device. */
abstract class TailoredContract extends TailoredStage {
    private static final String AUTOMATIC = "upgrade: {image: {packages: [tcpdump, -mc]}, fix: automatic}";
    private static final String REPORT = "upgrade: {image: {packages: [tcpdump, -mc]}}";

    @Test
    void aDeviceThatIsMendedOfItselfGetsItsImageOnceAndIsLeftAloneThen() {
        definition(AUTOMATIC);
        long device = device(OLD);
        look();
        assertThat(drift(device)).isEqualTo("DRIFTED on-demand/24.10.1 it runs 23.05.5, not its own image of 24.10.1");
        until(device, TailoredState.INSTALLED);
        for (int i = 0; i < 5; i++) {
            look();
        }
        assertThat(drift(device)).isEqualTo("OK on-demand/24.10.1");
        assertThat(fleet.flashes(device)).isOne();
        assertThat(builder.made).hasSize(1);
        assertThat(told(device)).hasSize(5).allSatisfy(line -> assertThat(line).startsWith("image "));
        assertThat(told(device).get(2)).contains("in the store as on-demand/24.10.1-");
    }

    @Test
    void devicesOfOneKindShareABuildAndAFileOfTheStore() {
        definition(AUTOMATIC);
        List<Long> devices = List.of(device(OLD), device(OLD), device(OLD));
        look();
        devices.forEach(device -> until(device, TailoredState.INSTALLED));
        assertThat(builder.made).hasSize(1);
        assertThat(count("firmware_image")).isOne();
        assertThat(count("firmware_build")).isOne();
        assertThat(count("tailored_image")).isOne();
        assertThat(devices).allMatch(device -> fleet.flashes(device) == 1);
    }

    @Test
    void aFewAtATimeAreMended() {
        definition(AUTOMATIC);
        for (int i = 0; i < 5; i++) {
            device(OLD);
        }
        look();
        look();
        assertThat(count("tailored_device")).isEqualTo(3);
    }

    @Test
    void whatIsOnlyToldIsNotMade() {
        definition(REPORT);
        long device = device(OLD);
        look();
        assertThat(drift(device)).startsWith("DRIFTED on-demand/24.10.1 it runs 23.05.5");
        assertThat(count("tailored_device")).isZero();
    }

    @Test
    void otherPackagesOrANewerReleaseAreAnotherImage() {
        definition(AUTOMATIC);
        long device = device(OLD);
        look();
        until(device, TailoredState.INSTALLED);
        String first = row(device).hash();
        look();
        assertThat(drift(device)).startsWith("OK");
        definition("upgrade: {image: {packages: [tcpdump]}, fix: automatic}");
        fleet.mend(device);
        look();
        assertThat(drift(device)).contains("DRIFTED", "it runs another image, of upgrade ");
        until(device, TailoredState.INSTALLED);
        assertThat(row(device).hash()).isNotEqualTo(first);
        assertThat(fleet.flashes(device)).isEqualTo(2);
        definition("upgrade: {image: {packages: [tcpdump], version: \"23.05\"}, fix: automatic}");
        look();
        assertThat(drift(device)).startsWith("NO_IMAGE on-demand/23.05 it runs 24.10.1, which is newer than 23.05.5");
    }

    @Test
    void aPackageThatThereIsNotIsSaidAndTriedAgainWhenTheCatalogueHasChanged() {
        definition("upgrade: {image: {packages: [nosuch]}, fix: automatic}");
        long device = device(OLD);
        look();
        until(device, TailoredState.FAILED);
        assertThat(row(device).code()).isEqualTo("packages");
        assertThat(row(device).words()).contains("nosuch");
        assertThat(told(device)).last().asString().startsWith("image FAILED: packages: ");
        look();
        look();
        assertThat(state(device)).isEqualTo(TailoredState.FAILED);
        assertThat(drift(device)).contains("DRIFTED", "packages: Unsupported package(s): nosuch");
        catalogue.packages(NEW, TARGET, "nosuch=1").turn();
        look();
        until(device, TailoredState.INSTALLED);
        assertThat(fleet.flashes(device)).isOne();
    }

    @ParameterizedTest
    @CsvSource({"TOO_BIG, too_big", "CONFLICT, conflict", "BUILD_ERROR, build_error"})
    void aBuildThatFailsIsNotTriedAgainOfItself(BuildFault fault, String code) {
        definition(AUTOMATIC);
        builder.act = order -> {
            throw new Builder.Failed(fault, "no luck", Builder.Output.NONE);
        };
        long device = device(OLD);
        look();
        until(device, TailoredState.FAILED);
        assertThat(row(device).code()).isEqualTo(code);
        look();
        look();
        assertThat(builder.made).hasSize(1);
        assertThat(drift(device)).endsWith(code + ": no luck");
    }

    @Test
    void troubleOfTheMachinesIsOverAfterAnHour() {
        definition(AUTOMATIC);
        builder.act = order -> {
            throw new Builder.Down("no disk", Builder.Output.NONE);
        };
        long device = device(OLD);
        look();
        until(device, TailoredState.FAILED);
        assertThat(row(device).code()).isEqualTo("infrastructure");
        builder.act = order -> ToyBuilder.make(order, "sysupgrade", BOARD);
        look();
        assertThat(state(device)).isEqualTo(TailoredState.FAILED);
        clock.advance(Duration.ofHours(1));
        look();
        until(device, TailoredState.INSTALLED);
    }

    @Test
    void whatABuildHasMadeIsLookedAtBeforeItIsFlashed() {
        definition(AUTOMATIC);
        builder.act = order -> ToyBuilder.make(order, "combined", BOARD);
        long first = device(OLD);
        look();
        until(first, TailoredState.FAILED);
        assertThat(row(first).code()).isEqualTo("no_image");
        definition("upgrade: {image: {}, fix: automatic}");
        builder.act = order -> ToyBuilder.make(order, "sysupgrade", new byte[] {1, 2, 3}, "0".repeat(64));
        look();
        until(first, TailoredState.FAILED);
        assertThat(row(first).words()).contains("its checksum differs");
        definition("upgrade: {image: {packages: [mc]}, fix: automatic}");
        builder.act = order -> ToyBuilder.make(order, "sysupgrade", "another,board");
        look();
        until(first, TailoredState.FAILED);
        assertThat(row(first).code()).isEqualTo("refused");
        assertThat(row(first).words()).contains("is for another,board");
        assertThat(fleet.flashes(first)).isZero();
    }

    @Test
    void anImageThatTheStoreDoesNotTakeLeavesNoEmptyBuild() {
        definition(AUTOMATIC);
        builder.act = order -> {
            byte[] bare = SampleImage.uImage(1, 500).bytes();
            return ToyBuilder.make(order, "sysupgrade", bare, Sha256.hex(bare));
        };
        long device = device(OLD);
        look();
        until(device, TailoredState.FAILED);
        assertThat(row(device).code()).isEqualTo("not_kept");
        assertThat(row(device).words()).contains("does not say which boards");
        assertThat(count("firmware_build")).isZero();
    }

    @Test
    void anUpgradeInVainIsNotOrderedAgainWhateverTheCatalogueHas() {
        definition(AUTOMATIC);
        long device = device(OLD);
        fleet.bad(List.of(device));
        look();
        until(device, TailoredState.FAILED);
        assertThat(row(device).code()).isEqualTo("upgrade_failed");
        catalogue.packages(NEW, TARGET, "other=1").turn();
        look();
        look();
        assertThat(fleet.flashes(device)).isOne();
        assertThat(drift(device)).contains("DRIFTED", "upgrade_failed: upgrade ");
    }

    @Test
    void aBuildThatAnOperatorTookBackIsNotAskedForAgain() throws Exception {
        definition(AUTOMATIC);
        long device = device(OLD);
        look();
        steps.step();
        images.cancel(test.db(), row(device).hash());
        until(device, TailoredState.FAILED);
        assertThat(row(device).code()).isEqualTo("cancelled");
        look();
        assertThat(state(device)).isEqualTo(TailoredState.FAILED);
    }

    @Test
    void aWishThatIsTakenBackInTimeIsNotFlashed() throws Exception {
        definition(AUTOMATIC);
        long device = device(OLD);
        look();
        steps.step();
        assertThat(state(device)).isEqualTo(TailoredState.BUILDING);
        definition("");
        look();
        assertThat(row(device).code()).isEqualTo("withdrawn");
        images.workOnce();
        steps.step();
        assertThat(fleet.flashes(device)).isZero();
        assertThat(count("upgrade_operation")).isZero();
        definition(AUTOMATIC);
        look();
        until(device, TailoredState.INSTALLED);
    }

    @Test
    void whatIsRemovedOnTheWayIsMadeOnceMore() throws Exception {
        definition(AUTOMATIC);
        long device = device(OLD);
        look();
        steps.step();
        test.db().run(tx -> tx.em().createNativeQuery("delete from image_build").executeUpdate());
        until(device, TailoredState.STORED);
        for (String table : List.of("firmware_image_board", "firmware_image")) {
            test.db()
                    .run(tx -> tx.em().createNativeQuery("delete from " + table).executeUpdate());
        }
        until(device, TailoredState.INSTALLED);
        assertThat(told(device)).anyMatch(line -> line.contains("its image was removed from the store"));
        assertThat(fleet.flashes(device)).isOne();
    }

    @Test
    void whatADeviceWaitsForIsKeptBeyondItsTimeAndNoLonger() throws Exception {
        definition(AUTOMATIC);
        long device = device(OLD);
        look();
        steps.step();
        images.workOnce();
        clock.advance(Duration.ofDays(3));
        images.imaging().care().run();
        assertThat(count("image_build")).isOne();
        until(device, TailoredState.INSTALLED);
        assertThat(builder.made).hasSize(1);
        images.imaging().care().run();
        assertThat(count("image_build")).isZero();
    }

    @Test
    void aRuleOfTheFileComesBeforeTheDefinition() throws Exception {
        definition(AUTOMATIC);
        Files.writeString(shop.conf("desired-firmware.yaml"), "rules:\n  - {definition: default, build: none}\n");
        long device = device(OLD);
        look();
        assertThat(drift(device)).isEqualTo("nothing");
        assertThat(count("tailored_device")).isZero();
    }

    @Test
    void aNewDeviceWaitsForItsImageAndItsUpgradeAndGoesOnThen() {
        definition(REPORT);
        long device = fresh(OLD, BOARD);
        Hold hold = first(device, clock.instant()).orElseThrow();
        assertThat(hold.inVain()).isFalse();
        assertThat(isUnderWay(device)).isTrue();
        look();
        assertThat(state(device))
                .as("it has no plan yet, and is no less wanted")
                .isEqualTo(TailoredState.WANTED);
        until(device, TailoredState.INSTALLED);
        assertThat(isUnderWay(device)).isFalse();
        assertThat(provisioner.enqueued()).contains(device);
        assertThat(first(device, clock.instant().minusSeconds(3600))).isEmpty();
        assertThat(fleet.flashes(device)).isOne();
    }

    @Test
    void aNewDeviceGoesOnWhereItsImageCannotBeMade() {
        definition("upgrade: {image: {packages: [nosuch]}}");
        long odd = fresh(OLD, "no,such");
        assertThat(first(odd, clock.instant())).isEmpty();
        assertThat(told(odd)).singleElement().asString().startsWith("image FAILED: no_profile: ");
        assertThat(first(odd, clock.instant())).isEmpty();
        assertThat(told(odd)).as("told once").hasSize(1);
        long device = fresh(OLD, BOARD);
        Instant began = clock.instant();
        assertThat(first(device, began)).isPresent();
        until(device, TailoredState.FAILED);
        assertThat(provisioner.enqueued()).contains(device);
        assertThat(isUnderWay(device)).isFalse();
        assertThat(first(device, began)).isEmpty();
        clock.advance(Duration.ofMinutes(1));
        assertThat(first(device, clock.instant()))
                .as("a provisioning that begins anew tries again")
                .isPresent();
    }

    @Test
    void aNewDeviceThatWasFlashedInVainIsNotConfigured() {
        definition(REPORT);
        long device = fresh(OLD, BOARD);
        fleet.bad(List.of(device));
        Instant began = clock.instant();
        first(device, began);
        until(device, TailoredState.FAILED);
        Hold hold = first(device, began).orElseThrow();
        assertThat(hold.inVain()).isTrue();
        assertThat(hold.words()).contains("came to nothing");
        assertThat(fleet.flashes(device)).isOne();
    }

    @Test
    void itsPageShowsHowFarItIsAndWhyItCameToNothing() throws Exception {
        definition(REPORT);
        long device = device(OLD);
        assertThat(page(device)).contains("Its own image <b>24.10.1</b>", "Drifted", "it runs 23.05.5", "tcpdump -mc");
        definition(AUTOMATIC);
        look();
        steps.step();
        assertThat(page(device)).contains("Building", "aria-label=\"10 percent\"");
        builder.act = order -> {
            throw new Builder.Failed(BuildFault.TOO_BIG, "no <room>", Builder.Output.NONE);
        };
        until(device, TailoredState.FAILED);
        assertThat(page(device)).contains("Failed", "too_big: no &lt;room&gt;").doesNotContain("percent");
        definition("");
        assertThat(now(device)).isEmpty();
    }

    private Optional<ImageNow> now(long device) {
        return test.db().tx(tx -> drifting.shown().now(tx, device));
    }

    private String page(long device) {
        return new Views()
                .fragment(
                        "device/image",
                        Map.of(
                                "frame",
                                Frame.outside("../../"),
                                "image",
                                now(device).orElseThrow(),
                                "own",
                                "7"));
    }

    @Test
    void aDeviceThatIsRemovedTakesItsRowWithIt() {
        definition(AUTOMATIC);
        long device = device(OLD);
        look();
        test.db()
                .run(tx -> tx.em()
                        .createNativeQuery("delete from device where id = " + device)
                        .executeUpdate());
        until(() -> count("scheduled_tasks") == 0);
        assertThat(count("tailored_device")).isZero();
    }
}
