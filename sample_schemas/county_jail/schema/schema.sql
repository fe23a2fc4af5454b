/* Cedar County Jail, booking system (SQL Server 2019) */
CREATE TABLE [dbo].[Booking] (
    [BookingId]        INT           IDENTITY (1, 1) NOT NULL,
    [InmateId]         INT           NOT NULL,
    [BookedAt]         DATETIME2     NOT NULL,
    [ArrestingAgency]  NVARCHAR (60) NULL,
    [Charge]           NVARCHAR (80) NULL,
    [IceDetainer]      BIT           NULL,
    [DetainerReceived] DATETIME2     NULL,
    CONSTRAINT [PK_Booking] PRIMARY KEY CLUSTERED ([BookingId] ASC)
);
GO
CREATE TABLE [dbo].[Inmate] (
    [InmateId]   INT           IDENTITY (1, 1) NOT NULL,
    [LastName]   NVARCHAR (60) NOT NULL,
    [FirstName]  NVARCHAR (60) NOT NULL,
    [Dob]        DATE          NULL,
    [Pob]        NVARCHAR (60) NULL,
    [Ctz]        CHAR (2)      NULL,
    [AlienRegNo] VARCHAR (12)  NULL,
    [Height]     SMALLINT      NULL,
    CONSTRAINT [PK_Inmate] PRIMARY KEY CLUSTERED ([InmateId] ASC)
);
GO
EXEC sp_addextendedproperty @name = N'MS_Description', @value = N'Place of birth, sent with the fingerprints (field 2.020)',
    @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'Inmate', @level2type = N'COLUMN', @level2name = N'Pob';
GO
EXEC sp_addextendedproperty @name = N'MS_Description', @value = N'Country of citizenship',
    @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'Inmate', @level2type = N'COLUMN', @level2name = N'Ctz';
GO
