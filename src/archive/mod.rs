//! The ZIP container (APPNOTE 6.3.10), read as .NET's `ZipArchive` reads it, with every fault named.
//! Knows no backup format.
