package org.openztp.backup;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.DynamicUpdate;

/** The version that a device gets by its next plan; gone when it is provisioned. */
@Entity
@DynamicUpdate
@Table(name = "backup_restore")
public class BackupRestore {
    @Id
    @Column(name = "device_id")
    private long deviceId;

    private int number;

    @Column(name = "board_name")
    private String boardName;

    protected BackupRestore() {}

    BackupRestore(long deviceId) {
        this.deviceId = deviceId;
    }

    void version(int wanted, String ofBoard) {
        number = wanted;
        boardName = ofBoard;
    }

    int number() {
        return number;
    }

    /** Whose configuration it is; null where that is not known. */
    String boardName() {
        return boardName;
    }
}
