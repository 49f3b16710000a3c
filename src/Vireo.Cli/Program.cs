return Vireo.Cli.App.Run(args);
