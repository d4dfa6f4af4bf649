package org.openztp.tailored;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Map;
import org.openztp.http.Json;
import org.openztp.image.ImageRequest;

/** An image that was made for devices and put into the store; one request may have several, one after the other. */
@Entity
@Table(name = "tailored_image")
public class MadeImage {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    private String hash;
    private String sha256;

    @Column(name = "os_version")
    private String osVersion;

    private String target;
    private String profile;
    private String packages;
    private String manifest;

    @Column(name = "image_id")
    private long imageId;

    @Column(name = "made_at")
    private Instant madeAt;

    protected MadeImage() {}

    /** @param versions of the packages inside, by their names */
    MadeImage(ImageRequest request, String sha256, Map<String, String> versions, long imageId, Instant now) {
        this.hash = request.hash();
        this.sha256 = sha256;
        this.osVersion = request.version();
        this.target = request.target();
        this.profile = request.profile();
        this.packages = Json.text(request.packages().names());
        this.manifest = Json.text(versions);
        this.imageId = imageId;
        this.madeAt = now;
    }

    /** It is in the store once more, under another number. */
    void keptAs(long image) {
        imageId = image;
    }

    public long id() {
        return id;
    }

    public String hash() {
        return hash;
    }

    public String sha256() {
        return sha256;
    }

    public String osVersion() {
        return osVersion;
    }

    public String target() {
        return target;
    }

    public String profile() {
        return profile;
    }

    /** In the store. */
    public long imageId() {
        return imageId;
    }

    /** The version of each package inside, by its name. */
    public Map<String, String> versions() {
        try {
            return Json.MAPPER.readValue(manifest, new TypeReference<Map<String, String>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("image " + id + ": its manifest", e);
        }
    }

    public Instant madeAt() {
        return madeAt;
    }
}
