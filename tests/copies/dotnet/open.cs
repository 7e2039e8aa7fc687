// Reads every entry of every archive in a folder with .NET's own ZipArchive, which is what Squidex opens a backup with. Says how many,
// and fails with the first that it doesn't take. C# 5, so that any compiler knows it.
using System;
using System.IO;
using System.IO.Compression;

static class Open
{
    static int Main(string[] arguments)
    {
        int archives = 0, entries = 0;
        var buffer = new byte[1 << 16];
        foreach (var path in Directory.GetFiles(arguments[0], "*.zip"))
        {
            try
            {
                using (var file = File.OpenRead(path))
                using (var archive = new ZipArchive(file, ZipArchiveMode.Read))
                {
                    foreach (var entry in archive.Entries)
                    {
                        long bytes = 0;
                        using (var content = entry.Open())
                            for (int read; (read = content.Read(buffer, 0, buffer.Length)) > 0; )
                                bytes += read;
                        if (bytes != entry.Length)
                            throw new InvalidDataException(entry.FullName + " has " + bytes + " bytes, not " + entry.Length);
                        entries++;
                    }
                    if (archive.Entries.Count == 0)
                        throw new InvalidDataException("no entries");
                }
                archives++;
            }
            catch (Exception error)
            {
                Console.Error.WriteLine(path + ": " + error);
                return 1;
            }
        }
        Console.WriteLine(Environment.Version + ": " + archives + " archives, " + entries + " entries");
        return archives == 0 ? 1 : 0;
    }
}
