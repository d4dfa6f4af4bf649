package org.openztp.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openztp.auth.Role;
import org.openztp.device.DeviceState;
import org.openztp.history.EventKind;
import org.openztp.image.asu.AsuRoutes;

/** The description says what the resources do: no path, role, parameter or field more or less. */
class OpenApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static JsonNode document;

    @BeforeAll
    static void read() throws IOException {
        document = JSON.readTree(new OpenApiResource().document());
    }

    @Test
    void itNamesEveryPathThatIsNoPage() {
        List<String> described = new ArrayList<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(verb -> described.add(verb.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        described.removeAll(List.of(
                "GET /fw/{path}",
                "GET /files/{path}",
                "GET /firmware/images/{sha256}",
                "POST /firmware/images/{sha256}"));
        assertThat(described).containsAll(AsuRoutes.names());
        described.removeAll(AsuRoutes.names());

        assertThat(described)
                .hasSizeGreaterThan(20)
                .containsExactlyInAnyOrderElementsOf(endpoints().keySet());
    }

    @Test
    void itNamesTheRoleEachPathNeeds() {
        endpoints().forEach((name, method) -> {
            JsonNode operation = operation(name);
            RolesAllowed roles = method.getAnnotation(RolesAllowed.class);
            if (roles == null) {
                assertThat(operation.get("security")).as(name).isEmpty();
            } else {
                assertThat(operation.get("description").asText())
                        .as(name)
                        .isEqualTo("Needs the role " + roles.value()[0] + ".");
            }
        });
    }

    @Test
    void itNamesTheParametersThatAMethodDeclares() {
        endpoints().forEach((name, method) -> {
            List<String> described = StreamSupport.stream(
                            operation(name).path("parameters").spliterator(), false)
                    .filter(parameter -> parameter.get("in").asText().equals("query"))
                    .map(parameter -> parameter.get("name").asText())
                    .toList();
            List<String> declared = Stream.of(method.getParameters())
                    .filter(parameter -> parameter.isAnnotationPresent(QueryParam.class))
                    .map(parameter -> parameter.getAnnotation(QueryParam.class).value())
                    .toList();
            if (!name.equals("GET /api/v1/devices")) {
                assertThat(described).as(name).containsExactlyInAnyOrderElementsOf(declared);
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "Registered, org.openztp.registration.Enrolled",
        "Status, org.openztp.observe.StatusResource$Status",
        "Work, org.openztp.observe.StatusResource$Work",
        "Checkup, org.openztp.observe.ChecksResource$Checkup",
        "Finding, org.openztp.observe.Finding",
        "Device, org.openztp.device.DeviceView",
        "Claim, org.openztp.device.DeviceView$ClaimView",
        "Plan, org.openztp.device.PlanView",
        "PlanStep, org.openztp.device.PlanView$StepView",
        "Validated, org.openztp.planned.ValidationResource$Validated",
        "Preview, org.openztp.planned.PlanResource$Preview",
        "PreviewStep, org.openztp.planned.PlanResource$StepPreview",
        "Trial, org.openztp.match.Trial",
        "Event, org.openztp.history.EventView",
        "SignalDelivery, org.openztp.signal.DeliveryView",
        "SignalTrial, org.openztp.signal.SignalsResource$Trial",
        "Script, org.openztp.script.ScriptsResource$ScriptView",
        "NewScriptRuns, org.openztp.script.NewScriptRuns",
        "Batch, org.openztp.script.ScriptOrders$Batch",
        "ScriptRun, org.openztp.script.ScriptRunView",
        "FirmwareList, org.openztp.firmware.FirmwareResource$FirmwareList",
        "Firmware, org.openztp.firmware.FirmwareResource$FirmwareView",
        "FirmwareCategory, org.openztp.firmware.store.CategoryView",
        "NewBuild, org.openztp.firmware.store.BuildsResource$Wanted",
        "Build, org.openztp.firmware.store.BuildView",
        "StoredImage, org.openztp.firmware.store.ImageView",
        "NewUpgrade, org.openztp.upgrade.UpgradeResource$Wanted",
        "Upgrade, org.openztp.upgrade.UpgradeView",
        "UpgradeImage, org.openztp.upgrade.UpgradeView$ImageOfUpgrade",
        "UpgradeBefore, org.openztp.upgrade.UpgradeView$Before",
        "Upstreams, org.openztp.image.upstream.sync.UpstreamsView",
        "Upstream, org.openztp.image.upstream.sync.UpstreamsView$UpstreamView",
        "NewImageBuild, org.openztp.image.NewImageBuild",
        "ImageKey, org.openztp.image.ImageKey$View",
        "ImageBuild, org.openztp.image.ImageBuildView",
        "ImageWanted, org.openztp.image.ImageBuildView$Wanted",
        "ImageOutput, org.openztp.image.Builder$Output",
        "DeviceImage, org.openztp.drift.DeviceImageView",
        "CheckReport, org.openztp.outdated.CheckReport",
        "NewRollout, org.openztp.rollout.RolloutPlan",
        "RolloutTargets, org.openztp.rollout.Targets",
        "RolloutReleases, org.openztp.rollout.Targets$Releases",
        "RolloutStage, org.openztp.rollout.Stage",
        "RolloutStop, org.openztp.rollout.StopRule",
        "RolloutCaps, org.openztp.rollout.Caps",
        "RolloutWindow, org.openztp.rollout.Window",
        "Rollout, org.openztp.rollout.RolloutView",
        "RolloutProgress, org.openztp.rollout.RolloutView$OneStage",
        "RolloutDevice, org.openztp.rollout.RolloutDeviceView",
        "RolloutEvent, org.openztp.rollout.RolloutEventView",
        "Pool, org.openztp.pool.Usage",
        "PoolAllocations, org.openztp.pool.PoolsResource$PoolView",
        "Allocation, org.openztp.pool.Allocation",
        "Backup, org.openztp.backup.BackupView",
        "BackupOrder, org.openztp.backup.BackupsResource$Ordered",
        "BackupAsked, org.openztp.backup.BackupsResource$Asked",
        "PushedBackup, org.openztp.backup.PushedBackup",
        "BackupFiles, org.openztp.backup.BackupsResource$VersionView",
        "BackupFile, org.openztp.archive.Item",
        "BackupDiff, org.openztp.backup.BackupsResource$DiffView",
        "FileChange, org.openztp.archive.FileChange",
        "NewReplacement, org.openztp.replacement.ReplacementResource$Wanted",
        "Replacement, org.openztp.replacement.Replacement$Outcome",
        "Token, org.openztp.auth.TokensResource$TokenView",
        "NewToken, org.openztp.auth.TokensResource$NewToken",
        "CreatedToken, org.openztp.auth.TokensResource$CreatedView",
        "NewSecret, org.openztp.auth.EnrolmentSecretsResource$NewSecretView"
    })
    void itNamesEachFieldOfWhatIsSentAndAnswered(String schema, String type) throws ClassNotFoundException {
        List<String> fields = writtenOf(JSON.constructType(Class.forName(type))).toList();

        assertThat(fieldsOf(schema)).containsExactlyInAnyOrderElementsOf(fields);
    }

    private static Stream<String> writtenOf(JavaType type) {
        BeanDescription bean = JSON.getSerializationConfig().introspect(type);
        return bean.findProperties().stream()
                .flatMap(field -> field.getPrimaryMember().hasAnnotation(JsonUnwrapped.class)
                        ? writtenOf(field.getPrimaryType())
                        : Stream.of(field.getName()));
    }

    @Test
    void itNamesEveryStateKindAndRole() {
        assertThat(words(schema("Device").at("/properties/state/enum")))
                .containsExactlyElementsOf(
                        Stream.of(DeviceState.values()).map(Enum::name).toList());
        assertThat(words(schema("Event").at("/properties/kind/enum")))
                .containsExactlyElementsOf(
                        Stream.of(EventKind.values()).map(Enum::name).toList());
        assertThat(words(schema("Role").get("enum")))
                .containsExactlyElementsOf(
                        Stream.of(Role.values()).map(Role::toString).toList());
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<JsonNode> references = document.findValues("$ref");

        assertThat(references)
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(
                                document.at(reference.asText().substring(1)).isMissingNode())
                        .as(reference.asText())
                        .isFalse());
    }

    private static JsonNode operation(String name) {
        String[] verbAndPath = name.split(" ");
        return document.get("paths").get(verbAndPath[1]).get(verbAndPath[0].toLowerCase(Locale.ROOT));
    }

    private static JsonNode schema(String name) {
        return document.at("/components/schemas/" + name);
    }

    private static List<String> fieldsOf(String schema) {
        List<String> names = new ArrayList<>();
        schema(schema).get("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> words(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /** Verb and path, without the pages. */
    private static Map<String, Method> endpoints() {
        Map<String, Method> endpoints = new TreeMap<>();
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("org.openztp").stream()
                        .filter(type -> type.isAnnotatedWith(Path.class))
                        .map(JavaClass::reflect)
                        .forEach(type -> add(endpoints, type));
        endpoints.keySet().removeIf(name -> name.contains(" /ui") || name.endsWith(" /"));
        return endpoints;
    }

    private static void add(Map<String, Method> endpoints, Class<?> type) {
        String base = type.getAnnotation(Path.class).value();
        for (Method method : type.getDeclaredMethods()) {
            Path below = method.getAnnotation(Path.class);
            String path = (base + "/" + (below == null ? "" : below.value()))
                    .replaceAll("\\{(\\w+):[^}]*\\}?\\}", "{$1}")
                    .replaceAll("/+", "/")
                    .replaceAll("(?<=.)/$", "");
            Stream.of(method.getAnnotations())
                    .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
                    .filter(verb -> verb != null)
                    .forEach(verb -> endpoints.put(verb.value() + " " + path, method));
        }
    }
}
