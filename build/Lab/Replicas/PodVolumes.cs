using System.Runtime.Versioning;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Lab.Replicas;

/// <summary>The volumes of a container, as arguments of <c>docker run</c>.</summary>
internal static class PodVolumes
{
    private const string EmptyDir = "emptyDir";
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode ForAll =
        Own | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Why a mount can't be made; null when it can, by an engine at least.</summary>
    public static string? Obstacle(PodTemplate template, Container container, VolumeMount mount) => Find(template, mount) switch
    {
        null => $"there is no volume {mount.Volume}",
        { Type: EmptyDir } when mount.SubPath is not null => "the lab mounts an emptyDir as a whole, without a subPath",
        { Type: EmptyDir } when container.Mounts.Count(other => other.Volume == mount.Volume) > 1 =>
            $"the lab mounts the emptyDir {mount.Volume} once",
        _ => null,
    };

    /// <summary>Writes the files of ConfigMaps and Secrets to a folder that nobody else reads, and gives the arguments.</summary>
    /// <param name="folder">A folder of its own.</param>
    [UnsupportedOSPlatform("windows")]
    public static IReadOnlyList<string> Arguments(ReplicaSpec spec, string folder)
    {
        var template = spec.Deployment.Template;
        var written = new HashSet<string>();
        return [.. spec.Container.Mounts.Select(Argument)];

        string Argument(VolumeMount mount)
        {
            var volume = Find(template, mount)!;
            if (volume.Type == EmptyDir)
            {
                var size = volume.SizeLimit is { } text && Quantity.TryParse(text, out var bytes) ? $",size={(long)bytes}" : "";
                return $"--tmpfs={mount.Path}:{(mount.IsReadOnly ? "ro" : "rw")},exec,mode=1777{size}";
            }

            var place = Path.Combine(folder, volume.Name);
            if (written.Add(volume.Name))
            {
                Write(volume, spec, folder, place);
            }

            return $"--volume={(mount.SubPath is { } sub ? Path.Combine(place, sub) : place)}:{mount.Path}:ro";
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static void Write(Volume volume, ReplicaSpec spec, string folder, string place)
    {
        Directory.CreateDirectory(folder, Own);
        Directory.CreateDirectory(place, ForAll);

        // On a cluster the files become the group's, which a folder of this computer's user can't: it is the engine alone that sees them.
        var more = spec.Deployment.Template.SecurityContext.FsGroup is null
            ? UnixFileMode.None
            : UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        foreach (var source in volume.Files)
        {
            var values = spec.Configuration.ValuesOf(source.Source) ?? new Dictionary<string, byte[]>();
            var items = source.Items.Count > 0 ? source.Items : [.. values.Keys.Select(key => new VolumeItem(key, key, Mode: null))];
            foreach (var item in items.Where(item => values.ContainsKey(item.Key)))
            {
                var file = Path.Combine(place, item.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(file)!, ForAll);
                File.Delete(file);
                var options = new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    UnixCreateMode = Own,
                };
                using (var stream = new FileStream(file, options))
                {
                    stream.Write(values[item.Key]);
                }

                File.SetUnixFileMode(file, (item.Mode ?? volume.Mode) | more);
            }
        }
    }

    private static Volume? Find(PodTemplate template, VolumeMount mount) =>
        template.Volumes.FirstOrDefault(volume => volume.Name == mount.Volume);
}
