package org.openztp.firmware.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A board that an image is for; of one build, a board has one image. */
@Entity
@Table(name = "firmware_image_board")
class ImageBoard {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    @Column(name = "build_id")
    private long buildId;

    @Column(name = "image_id")
    private long imageId;

    private String board;

    protected ImageBoard() {}

    ImageBoard(StoredImage image, String board) {
        this.buildId = image.buildId();
        this.imageId = image.id();
        this.board = board;
    }

    long imageId() {
        return imageId;
    }

    String board() {
        return board;
    }
}
