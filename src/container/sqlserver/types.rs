//! SQL types: their names as SQL Server shows them (sqlserver-pages.md 7).

/// Type numbers (`xtype`) that are looked at by number.
pub(super) mod xtype {
    pub const IMAGE: u8 = 34;
    pub const TEXT: u8 = 35;
    pub const UNIQUEIDENTIFIER: u8 = 36;
    pub const DATE: u8 = 40;
    pub const TIME: u8 = 41;
    pub const DATETIME2: u8 = 42;
    pub const DATETIMEOFFSET: u8 = 43;
    pub const TINYINT: u8 = 48;
    pub const SMALLINT: u8 = 52;
    pub const INT: u8 = 56;
    pub const SMALLDATETIME: u8 = 58;
    pub const REAL: u8 = 59;
    pub const MONEY: u8 = 60;
    pub const DATETIME: u8 = 61;
    pub const FLOAT: u8 = 62;
    pub const SQL_VARIANT: u8 = 98;
    pub const NTEXT: u8 = 99;
    pub const BIT: u8 = 104;
    pub const DECIMAL: u8 = 106;
    pub const NUMERIC: u8 = 108;
    pub const SMALLMONEY: u8 = 122;
    pub const BIGINT: u8 = 127;
    pub const VARBINARY: u8 = 165;
    pub const VARCHAR: u8 = 167;
    pub const BINARY: u8 = 173;
    pub const CHAR: u8 = 175;
    pub const TIMESTAMP: u8 = 189;
    pub const NVARCHAR: u8 = 231;
    pub const NCHAR: u8 = 239;
    pub const XML: u8 = 241;
}

/// A column's type: number, length in bytes (−1 = max), precision and scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SqlType {
    pub xtype: u8,
    pub length: i16,
    pub precision: u8,
    pub scale: u8,
}

impl SqlType {
    /// The type's own name, without length.
    pub fn name(self) -> Option<&'static str> {
        Some(match self.xtype {
            xtype::IMAGE => "image",
            xtype::TEXT => "text",
            xtype::UNIQUEIDENTIFIER => "uniqueidentifier",
            xtype::DATE => "date",
            xtype::TIME => "time",
            xtype::DATETIME2 => "datetime2",
            xtype::DATETIMEOFFSET => "datetimeoffset",
            xtype::TINYINT => "tinyint",
            xtype::SMALLINT => "smallint",
            xtype::INT => "int",
            xtype::SMALLDATETIME => "smalldatetime",
            xtype::REAL => "real",
            xtype::MONEY => "money",
            xtype::DATETIME => "datetime",
            xtype::FLOAT => "float",
            xtype::SQL_VARIANT => "sql_variant",
            xtype::NTEXT => "ntext",
            xtype::BIT => "bit",
            xtype::DECIMAL => "decimal",
            xtype::NUMERIC => "numeric",
            xtype::SMALLMONEY => "smallmoney",
            xtype::BIGINT => "bigint",
            xtype::VARBINARY => "varbinary",
            xtype::VARCHAR => "varchar",
            xtype::BINARY => "binary",
            xtype::CHAR => "char",
            xtype::TIMESTAMP => "timestamp",
            xtype::NVARCHAR => "nvarchar",
            xtype::NCHAR => "nchar",
            xtype::XML => "xml",
            _ => return None,
        })
    }

    /// The type as a table's script has it, such as `nvarchar(128)` or `decimal(10,2)`. `alias` is the name
    /// that the database gives the type: that of a type of its own (`sysname`) stands for itself.
    pub fn shown(self, alias: Option<&str>) -> String {
        let own = self.name();
        if let Some(alias) = alias
            && own != Some(alias)
            && !alias.is_empty()
        {
            return alias.to_owned();
        }
        let Some(name) = own else {
            return format!("type {}", self.xtype);
        };
        let length = |unit: i16| match self.length {
            -1 => format!("{name}(max)"),
            bytes => format!("{name}({})", bytes / unit),
        };
        match self.xtype {
            xtype::VARBINARY | xtype::VARCHAR | xtype::BINARY | xtype::CHAR => length(1),
            xtype::NVARCHAR | xtype::NCHAR => length(2),
            xtype::DECIMAL | xtype::NUMERIC => {
                format!("{name}({},{})", self.precision, self.scale)
            }
            xtype::TIME | xtype::DATETIME2 | xtype::DATETIMEOFFSET => {
                format!("{name}({})", self.scale)
            }
            _ => name.to_owned(),
        }
    }

    /// Bytes that a fixed column of the type takes in a record; `None` if it has no fixed size of its own.
    pub fn fixed_bytes(self) -> Option<u16> {
        Some(match self.xtype {
            xtype::TINYINT | xtype::BIT => 1,
            xtype::SMALLINT => 2,
            xtype::DATE => 3,
            xtype::INT | xtype::SMALLDATETIME | xtype::REAL | xtype::SMALLMONEY => 4,
            xtype::MONEY | xtype::DATETIME | xtype::FLOAT | xtype::BIGINT | xtype::TIMESTAMP => 8,
            xtype::UNIQUEIDENTIFIER => 16,
            xtype::TIME => time_bytes(self.scale),
            xtype::DATETIME2 => time_bytes(self.scale) + 3,
            xtype::DATETIMEOFFSET => time_bytes(self.scale) + 5,
            xtype::DECIMAL | xtype::NUMERIC => match self.precision {
                0..=9 => 5,
                10..=19 => 9,
                20..=28 => 13,
                _ => 17,
            },
            xtype::BINARY | xtype::CHAR | xtype::NCHAR => u16::try_from(self.length).ok()?,
            _ => return None,
        })
    }

    /// Whether values are text.
    pub fn is_text(self) -> bool {
        matches!(
            self.xtype,
            xtype::TEXT
                | xtype::NTEXT
                | xtype::VARCHAR
                | xtype::CHAR
                | xtype::NVARCHAR
                | xtype::NCHAR
        )
    }

    /// Whether values are text in UTF-16.
    pub fn is_utf16(self) -> bool {
        matches!(self.xtype, xtype::NTEXT | xtype::NVARCHAR | xtype::NCHAR)
    }
}

/// Bytes of a time of day with so many decimals (7).
pub(super) fn time_bytes(scale: u8) -> u16 {
    match scale {
        0..=2 => 3,
        3..=4 => 4,
        _ => 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_shown_as_scripts_have_them() {
        let of = |xtype, length, precision, scale| SqlType {
            xtype,
            length,
            precision,
            scale,
        };
        for (sql_type, alias, shown) in [
            (of(231, 256, 0, 0), "nvarchar", "nvarchar(128)"),
            (of(231, 256, 0, 0), "sysname", "sysname"),
            (of(231, -1, 0, 0), "nvarchar", "nvarchar(max)"),
            (of(165, 8000, 0, 0), "varbinary", "varbinary(8000)"),
            (of(106, 9, 18, 4), "decimal", "decimal(18,4)"),
            (of(42, 8, 27, 7), "datetime2", "datetime2(7)"),
            (of(240, 892, 0, 0), "hierarchyid", "hierarchyid"),
            (of(56, 4, 10, 0), "int", "int"),
            (of(250, 4, 0, 0), "", "type 250"),
        ] {
            assert_eq!(sql_type.shown(Some(alias)), shown);
        }
    }
}
