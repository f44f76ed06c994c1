using GitOpsDemo.Api;
using GitOpsDemo.Api.Settings;

try
{
    await ServiceApplication.Create(args).RunAsync();
    return 0;
}
catch (ConfigurationException failure)
{
    await Console.Error.WriteLineAsync(failure.Message);
    return 2;
}
